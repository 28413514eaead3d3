import type { IncomingMessage } from 'node:http'
import { deleteImage, findIndexOf, removeTag } from '../deletion.ts'
import { findImage, findRepository, imagesOf } from '../lookup.ts'
import { digestOf, isDigest } from '../manifest.ts'
import { storeImage } from '../storing.ts'
import { imageKey, images } from '../tables.ts'
import { registryError } from './errors.ts'
import { type Answer, asUser, type Exchange } from './exchange.ts'
import { publicImageFor } from './public-images.ts'

const largestManifest = 4 * 2 ** 20

/** `HEAD` and `GET manifests/REFERENCE`, by tag or digest, in the media type in which it was put. */
export async function readManifest(exchange: Exchange, reference: string): Promise<Answer> {
  const { request, repository } = exchange
  const shown = (await publicImageFor(exchange))?.manifests.get(reference)
  const { digest, mediaType, manifest } =
    shown ??
    (await asUser(exchange, call => {
      findRepository(call, repository)
      const image = findImage(call, repository, imageIdOf(reference))
      if (!image) throw registryError(404, 'MANIFEST_UNKNOWN', 'Requested image not found')
      if (request.method !== 'GET') return image
      return call.table(images).update(imageKey(repository, image.digest), draft => {
        draft.lastPulledAt = call.date
      })
    }))
  const headers = {
    'Content-Type': mediaType,
    'Content-Length': Buffer.byteLength(manifest),
    'Docker-Content-Digest': digest,
  }
  return { status: 200, headers, body: manifest }
}

/** `PUT manifests/REFERENCE`: everything that it names must be here already. */
export async function putManifest(exchange: Exchange, reference: string): Promise<Answer> {
  const { request, repository } = exchange
  const body = await readBody(request)
  const manifest = body.toString('utf8')
  const mediaType = request.headers['content-type']?.split(';')[0]
  if (isDigest(reference) && reference !== digestOf(body)) {
    throw registryError(400, 'DIGEST_INVALID', `The digest of the manifest is ${digestOf(body)}`)
  }
  const tag = isDigest(reference) ? undefined : reference
  if (tag !== undefined && !/^\w[\w.-]{0,127}$/.test(tag)) {
    throw registryError(400, 'TAG_INVALID', `This is no tag: ${tag}`)
  }
  const { digest } = await asUser(exchange, call =>
    storeImage(call, { repositoryName: repository, manifest, mediaType, tag }),
  )
  const headers = { Location: `/v2/${repository}/manifests/${digest}`, 'Docker-Content-Digest': digest }
  return { status: 201, headers }
}

/** `DELETE manifests/REFERENCE`: by digest the image with all its tags, by tag the tag alone. */
export async function deleteManifest(exchange: Exchange, reference: string): Promise<Answer> {
  const { repository } = exchange
  await asUser(exchange, call => {
    findRepository(call, repository)
    const image = findImage(call, repository, imageIdOf(reference))
    if (!image) throw registryError(404, 'MANIFEST_UNKNOWN', 'Requested image not found')
    if (!isDigest(reference)) return removeTag(call, image, reference)
    const index = findIndexOf(image, imagesOf(call, repository))
    if (index) {
      throw registryError(403, 'DENIED', `Requested image referenced by manifest list: [${index.digest}]`)
    }
    return deleteImage(call, image)
  })
  return { status: 202 }
}

function imageIdOf(reference: string) {
  return isDigest(reference) ? { imageDigest: reference } : { imageTag: reference }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > largestManifest) throw registryError(413, 'SIZE_INVALID', 'The manifest exceeds 4 MiB.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
