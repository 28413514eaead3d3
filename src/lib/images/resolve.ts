import { DeployctlError } from '../errors/index.ts'
import { type ImageReference, parseReference, pinned } from './reference.ts'
import { type Manifest, Registry, type RegistryOptions } from './registry.ts'

export interface ResolvedImage {
  /** `REGISTRY/REPOSITORY@sha256:…`, as a task definition should name it. */
  readonly reference: string
  readonly digest: string
  /** Such as `linux/amd64`, `linux/arm64/v8`. */
  readonly platforms: readonly string[]
}

interface Platform {
  readonly os?: string
  readonly architecture?: string
  readonly variant?: string
}

/**
 * Asks the registry what an image given by name is now. Needs no Docker.
 * @throws DeployctlError `images.invalid-reference`, `images.not-found`, `images.registry-denied`, `images.registry-unreachable`
 */
export async function resolveImage(name: string, options: RegistryOptions = {}): Promise<ResolvedImage> {
  const reference = parseReference(name)
  const registry = new Registry(reference.registry, options)
  const manifest = await registry.manifest(
    reference.repository,
    reference.digest ?? reference.tag ?? 'latest',
  )
  if (!manifest) {
    throw new DeployctlError('images.not-found', { message: `The registry ${registry.host} has no ${name}.` })
  }
  return {
    reference: pinned(reference, manifest.digest),
    digest: manifest.digest,
    platforms: await platformsIn(registry, reference, manifest),
  }
}

async function platformsIn(
  registry: Registry,
  { repository }: ImageReference,
  manifest: Manifest,
): Promise<string[]> {
  const content = json<{ manifests?: { platform?: Platform }[]; config?: { digest: string } }>(manifest.body)
  if (content.manifests) return content.manifests.flatMap(({ platform }) => nameOf(platform))
  const config = content.config && (await registry.blob(repository, content.config.digest))
  return config ? nameOf(json<Platform>(config)) : []
}

/** Attestations stand in an index as `unknown/unknown`; nothing runs them. */
function nameOf({ os, architecture, variant }: Platform = {}): string[] {
  if (!os || !architecture || os === 'unknown') return []
  return [[os, architecture, variant].filter(Boolean).join('/')]
}

function json<T>(bytes: Uint8Array): T {
  return JSON.parse(Buffer.from(bytes).toString('utf8'))
}
