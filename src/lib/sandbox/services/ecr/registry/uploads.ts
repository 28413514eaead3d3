import type { Upload } from '../../../blobs/upload.ts'
import { addLayer, findLayer } from '../layers.ts'
import { findRepository } from '../lookup.ts'
import { isDigest } from '../manifest.ts'
import { unauthorized } from './auth.ts'
import { registryError } from './errors.ts'
import { type Answer, asUser, type Exchange } from './exchange.ts'

/** `POST blobs/uploads/`: mounts another repository's blob, or takes a blob whole, or begins to take it in parts. */
export async function startUpload(exchange: Exchange): Promise<Answer> {
  const { request, host, query, repository } = exchange
  const [mount, from, digest] = ['mount', 'from', 'digest'].map(name => query.get(name))
  const isMounted = await asUser(exchange, call => {
    findRepository(call, repository)
    const layer = mount && from ? findLayer(call, from, mount) : undefined
    if (layer) addLayer(call, repository, layer.digest, layer.sizeInBytes)
    return layer !== undefined
  })
  if (mount && isMounted) return created(exchange, mount)
  const upload = host.blobs.startUpload(ownerOf(exchange))
  if (!digest) return progress(exchange, upload, 202)
  await upload.append(request)
  return await keep(exchange, upload)
}

/** `GET blobs/uploads/ID` */
export async function uploadStatus(exchange: Exchange, id: string): Promise<Answer> {
  return progress(exchange, find(exchange, id), 204)
}

/** `PATCH blobs/uploads/ID`: one part, which must begin where the last one ended. */
export async function receivePart(exchange: Exchange, id: string): Promise<Answer> {
  const upload = find(exchange, id)
  const start = /^(\d+)-\d+$/.exec(exchange.request.headers['content-range'] ?? '')?.[1]
  if (start !== undefined && Number(start) !== upload.size) return progress(exchange, upload, 416)
  await upload.append(exchange.request)
  return progress(exchange, upload, 202)
}

/** `PUT blobs/uploads/ID?digest=…`: the last part, if there is one left, and the end. */
export async function finishUpload(exchange: Exchange, id: string): Promise<Answer> {
  const upload = find(exchange, id)
  await upload.append(exchange.request)
  return await keep(exchange, upload)
}

/** `DELETE blobs/uploads/ID` */
export async function cancelUpload(exchange: Exchange, id: string): Promise<Answer> {
  find(exchange, id).discard()
  return { status: 204 }
}

function find(exchange: Exchange, id: string): Upload {
  const upload = exchange.host.blobs.findUpload(id, ownerOf(exchange))
  if (!upload) throw registryError(404, 'BLOB_UPLOAD_UNKNOWN', 'The upload is unknown to the registry.')
  if (upload.isReceiving) {
    throw registryError(400, 'BLOB_UPLOAD_INVALID', 'Another part of this upload is still arriving.')
  }
  return upload
}

/** The blob and the repository's claim to it appear in one call, so that no deletion comes between them. */
async function keep(exchange: Exchange, upload: Upload): Promise<Answer> {
  const { query, repository } = exchange
  const digest = query.get('digest') ?? ''
  try {
    if (!isDigest(digest)) throw registryError(400, 'DIGEST_INVALID', `This is no SHA-256 digest: ${digest}`)
    if (digest !== upload.digest) {
      const message = `The digest of the uploaded content is ${upload.digest}, not ${digest}`
      throw registryError(400, 'DIGEST_INVALID', message)
    }
    await asUser(exchange, call => {
      findRepository(call, repository)
      upload.keep()
      addLayer(call, repository, digest, upload.size)
    })
  } catch (error) {
    upload.discard()
    throw error
  }
  return created(exchange, digest)
}

function created({ repository }: Exchange, digest: string): Answer {
  const headers = { Location: `/v2/${repository}/blobs/${digest}`, 'Docker-Content-Digest': digest }
  return { status: 201, headers }
}

function progress({ repository }: Exchange, { id, size }: Upload, status: number): Answer {
  const headers = {
    Location: `/v2/${repository}/blobs/uploads/${id}`,
    Range: `0-${Math.max(0, size - 1)}`,
    'Docker-Upload-UUID': id,
  }
  return { status, headers }
}

/** An upload is found again only by whose it is, in the repository it was begun in. */
function ownerOf({ host, user, repository }: Exchange): string {
  if (!user) throw unauthorized(host)
  return `${user.account}/${user.region}/${repository}`
}
