/**
 * Takes the body out of `aws-chunked` encoding, in which SDKs send S3 objects so that a checksum can follow
 * as a trailer: `SIZE[;chunk-signature=…]\r\nBYTES\r\n … 0\r\n[trailers]`.
 */
export function unchunk(body: Buffer, headers: Readonly<Record<string, string>>): Uint8Array {
  const isChunked =
    headers['content-encoding']?.includes('aws-chunked') ||
    headers['x-amz-content-sha256']?.startsWith('STREAMING-')
  if (!isChunked) return body
  const chunks: Buffer[] = []
  for (let offset = 0; ; ) {
    const lineEnd = body.indexOf('\r\n', offset)
    const size = Number.parseInt(body.toString('latin1', offset, lineEnd), 16)
    if (lineEnd < 0 || !(size > 0)) return Buffer.concat(chunks)
    chunks.push(body.subarray(lineEnd + 2, lineEnd + 2 + size))
    offset = lineEnd + 2 + size + 2
  }
}
