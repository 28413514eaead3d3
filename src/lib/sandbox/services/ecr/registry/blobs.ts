import { Readable } from 'node:stream'
import type { ByteRange } from '../../../blobs/storage.ts'
import { findLayer } from '../layers.ts'
import { findRepository } from '../lookup.ts'
import { registryError } from './errors.ts'
import { type Answer, asUser, type Exchange } from './exchange.ts'
import { publicImageFor } from './public-images.ts'

interface Blob {
  /** In bytes. */
  readonly size: number
  read(range: ByteRange): Readable
}

/** `HEAD` and `GET blobs/DIGEST`, of it all or of a range. */
export async function readBlob(exchange: Exchange, digest: string): Promise<Answer> {
  const { size, read } = await findBlob(exchange, digest)
  const asked = exchange.request.headers.range
  const range = asked === undefined ? { start: 0, end: size - 1 } : rangeOf(asked, size)
  if (!range) {
    const headers = { 'Content-Range': `bytes */${size}` }
    throw registryError(416, 'RANGE_INVALID', 'The blob does not reach that far.', headers)
  }
  const headers = {
    'Content-Type': 'application/octet-stream',
    'Content-Length': range.end - range.start + 1,
    'Docker-Content-Digest': digest,
    'Accept-Ranges': 'bytes',
    ...(asked !== undefined && { 'Content-Range': `bytes ${range.start}-${range.end}/${size}` }),
  }
  const status = asked === undefined ? 200 : 206
  const isEmpty = exchange.request.method === 'HEAD' || size === 0
  return { status, headers, body: isEmpty ? '' : read(range) }
}

async function findBlob(exchange: Exchange, digest: string): Promise<Blob> {
  const { host, repository } = exchange
  const shown = (await publicImageFor(exchange))?.blobs.get(digest)
  if (shown) {
    return {
      size: shown.byteLength,
      read: ({ start, end }) => Readable.from([shown.subarray(start, end + 1)]),
    }
  }
  await asUser(exchange, call => {
    findRepository(call, repository)
    if (!findLayer(call, repository, digest)) throw unknown()
  })
  const size = host.blobs.sizeOf(digest)
  if (size === undefined) throw unknown()
  return { size, read: range => host.blobs.read(digest, range) }
}

function unknown() {
  return registryError(404, 'BLOB_UNKNOWN', 'The blob is unknown to the registry.')
}

/** One range (RFC 9110, 14.1.2), cut to the blob; undefined where it lies outside. */
function rangeOf(header: string, size: number): ByteRange | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? []
  if (first === '' && last === '') return undefined
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  return start <= end ? { start, end } : undefined
}
