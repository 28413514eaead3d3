type Headers = Readonly<Record<string, string>>

/**
 * Takes the body out of `aws-chunked` encoding, in which SDKs send S3 objects so that a checksum can follow
 * as a trailer: `SIZE[;chunk-signature=…]\r\nBYTES\r\n … 0\r\n[trailers]`. The encoding is of the transfer only,
 * so it also leaves the headers.
 */
export function unchunk(body: Buffer, headers: Headers): { headers: Headers; body: Uint8Array } {
  const encodings = (headers['content-encoding'] ?? '').split(/, */).filter(Boolean)
  const isChunked =
    encodings.includes('aws-chunked') || headers['x-amz-content-sha256']?.startsWith('STREAMING-')
  if (!isChunked) return { headers, body }
  const { 'content-encoding': _, ...others } = headers
  const rest = encodings.filter(encoding => encoding !== 'aws-chunked').join(',')
  return { headers: rest ? { ...others, 'content-encoding': rest } : others, body: joinChunks(body) }
}

function joinChunks(body: Buffer): Buffer {
  const chunks: Buffer[] = []
  for (let offset = 0; ; ) {
    const lineEnd = body.indexOf('\r\n', offset)
    const size = Number.parseInt(body.toString('latin1', offset, lineEnd), 16)
    if (lineEnd < 0 || !(size > 0)) return Buffer.concat(chunks)
    chunks.push(body.subarray(lineEnd + 2, lineEnd + 2 + size))
    offset = lineEnd + 2 + size + 2
  }
}
