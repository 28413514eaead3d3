import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { WebSocket } from 'ws'

export interface Seen {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** Whoever asks the front door, by the name that it has. */
export class Visitor {
  readonly #endpoint: URL
  readonly #host: string

  /** @param url of the HTTP API or the load balancer */
  constructor(sandbox: string, url: string) {
    this.#endpoint = new URL(sandbox)
    this.#host = new URL(url).host
  }

  ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Seen> {
    const { hostname, port } = this.#endpoint
    return new Promise((resolve, reject) => {
      const sent = request(
        { hostname, port, path, method, agent: false, headers: { host: this.#host, ...headers } },
        async answer => {
          const body = await text(answer)
          resolve({ status: answer.statusCode!, headers: answer.headers, body })
        },
      )
      sent.on('error', reject).end()
    })
  }

  /** A WebSocket to this path. */
  connect(path: string): WebSocket {
    return new WebSocket(`ws://${this.#endpoint.host}${path}`, { headers: { host: this.#host } })
  }

  /** The status document. */
  async status(): Promise<{ status: string; stage?: string; reason?: string; ready: boolean }> {
    return JSON.parse((await this.ask('/status')).body)
  }

  /** Asks for the status until it is this one, as the page does. */
  async until(wanted: string, seconds = 20): Promise<void> {
    const deadline = Date.now() + seconds * 1000
    for (;;) {
      const { status } = await this.status()
      if (status === wanted) return
      if (Date.now() > deadline) throw new Error(`It is ${status}, and not ${wanted}.`)
      await new Promise(resolve => setTimeout(resolve, 150))
    }
  }
}
