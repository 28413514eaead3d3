import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { rangeOf } from '../objects.ts'

/** What is sent to whoever asked. */
export interface FrontAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** Sends an answer, or the part of it that was asked for, or only that nothing has changed. */
export function send(
  response: ServerResponse,
  request: { readonly method?: string | undefined; readonly headers: IncomingHttpHeaders },
  answer: FrontAnswer,
): void {
  const { status, headers, body } = fitted(request.headers, answer)
  response.writeHead(status, { ...headers, 'content-length': body.byteLength })
  response.end(request.method === 'HEAD' ? undefined : body)
}

function fitted(asked: IncomingHttpHeaders, answer: FrontAnswer): FrontAnswer {
  const { status, headers, body } = answer
  if (status !== 200) return answer
  if (asked['if-none-match'] === headers.etag) return { status: 304, headers, body: new Uint8Array() }
  try {
    const range = rangeOf(asked.range, body.byteLength)
    if (!range) return answer
    const [start, end] = range
    const told = { ...headers, 'content-range': `bytes ${start}-${end}/${body.byteLength}` }
    return { status: 206, headers: told, body: body.subarray(start, end + 1) }
  } catch {
    return { status: 416, headers: { 'content-range': `bytes */${body.byteLength}` }, body: new Uint8Array() }
  }
}

/** A page in a few words, as AWS's own are. */
export function plainPage(status: number, title: string, words: string): FrontAnswer {
  const body = `<html>\n<head><title>${status} ${title}</title></head>\n<body>\n<h1>${status} ${title}</h1>\n<p>${words}</p>\n</body>\n</html>\n`
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: Buffer.from(body) }
}
