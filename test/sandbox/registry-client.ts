import { createHash, randomUUID } from 'node:crypto'
import { ECR } from '@aws-sdk/client-ecr'
import type { Sandbox } from '../../src/lib/sandbox/index.ts'
import { clientConfig } from './client-config.ts'

export const imageType = 'application/vnd.oci.image.manifest.v1+json'
export const indexType = 'application/vnd.oci.image.index.v1+json'

export function digestOf(bytes: Uint8Array | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

/** The registry over plain HTTP, with the log-in that ECR gives out in a region. */
export async function registryClient(sandbox: Pick<Sandbox, 'endpoint'>, region = 'eu-west-1') {
  const ecr = new ECR(clientConfig(sandbox, { region }))
  const { authorizationData } = await ecr.getAuthorizationToken({})
  const authorization = `Basic ${authorizationData![0]!.authorizationToken}`
  const host = new URL(sandbox.endpoint).host

  async function send(method: string, path: string, init: RequestInit = {}) {
    const headers = { authorization, ...init.headers }
    const url = new URL(path.startsWith('/') ? path : `/v2/${path}`, sandbox.endpoint)
    const answer = await fetch(url, { method, duplex: 'half', ...init, headers } as RequestInit)
    const text = await answer.text()
    const { status } = answer
    const code = status >= 400 && text !== '' ? JSON.parse(text).errors[0].code : undefined
    return { status, text, code, header: (name: string) => answer.headers.get(name) }
  }

  const putBlob = (repository: string, content: string | Uint8Array) =>
    send('POST', `${repository}/blobs/uploads/?digest=${digestOf(content)}`, {
      body: content as RequestInit['body'],
    })

  const putManifest = (repository: string, reference: string, manifest: string, mediaType = imageType) =>
    send('PUT', `${repository}/manifests/${reference}`, {
      body: manifest,
      headers: { 'content-type': mediaType },
    })

  /** Pushes an image of one layer; of content that nobody else pushes where none is given. */
  async function push(repository: string, tag: string, content = randomUUID() as string) {
    const config = JSON.stringify({ os: 'linux', architecture: 'amd64', rootfs: { type: 'layers' }, content })
    for (const blob of [config, content]) await putBlob(repository, blob)
    const manifest = manifestOf(config, content)
    const { status } = await putManifest(repository, tag, manifest)
    return {
      status,
      manifest,
      digest: digestOf(manifest),
      config: digestOf(config),
      layer: digestOf(content),
    }
  }

  return { ecr, host, send, putBlob, putManifest, push }
}

export type RegistryClient = Awaited<ReturnType<typeof registryClient>>

/** Of a configuration and one layer. */
export function manifestOf(config: string, layer: string): string {
  const described = (mediaType: string, content: string) => ({
    mediaType,
    digest: digestOf(content),
    size: Buffer.byteLength(content),
  })
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: imageType,
    config: described('application/vnd.oci.image.config.v1+json', config),
    layers: [described('application/vnd.oci.image.layer.v1.tar', layer)],
  })
}
