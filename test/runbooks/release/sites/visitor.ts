import { get as getHttp, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { get as getHttps } from 'node:https'
import { text } from 'node:stream/consumers'

export interface Seen {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Asks as a browser would whose resolver knows that `*.localhost` is this machine. */
export async function visit(endpoint: string, url: string): Promise<Seen> {
  const { protocol, host, hostname, pathname } = new URL(url)
  const { port } = new URL(endpoint)
  const settings = { host: '127.0.0.1', port, path: pathname, headers: { host }, agent: false as const }
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const request =
      protocol === 'https:'
        ? getHttps({ ...settings, servername: hostname, rejectUnauthorized: false }, resolve)
        : getHttp(settings, resolve)
    request.on('error', reject)
  })
  return { status: answer.statusCode!, headers: answer.headers, body: await text(answer) }
}
