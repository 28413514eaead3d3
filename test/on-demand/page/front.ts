import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Situation } from '../../../src/lib/on-demand/situation.ts'
import { contentSecurityPolicy, waitingPage } from '../../../src/lib/on-demand/waker/page/index.ts'
import { saying } from '../../../src/lib/on-demand/waker/page/words.ts'

/** A front door that leads to the page until the test says that the service is awake. */
export class Front {
  readonly requests: string[] = []
  situation: Situation = { status: 'starting', stage: 'capacity' }
  readonly #server: Server

  private constructor() {
    this.#server = createServer((request, response) => {
      const { method = '', url = '' } = request
      if (!['/status', '/favicon.ico'].includes(url)) this.requests.push(`${method} ${url}`)
      const ready = this.situation.status === 'running'
      if (url === '/status') {
        const body = { ...this.situation, ...saying(this.situation, title), ready }
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
      } else if (url === '/form') {
        const body = '<!doctype html><form method="post" action="/orders"><button>Order</button></form>'
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(body)
      } else if (ready) {
        const body = `<!doctype html><html lang="en"><title>Ultra</title><main><h1>Here you are</h1><p>${method}</p></main></html>`
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(body)
      } else {
        const options = { title, situation: this.situation, poll: '/status', hasDatabases: false }
        const page = waitingPage({ ...options, target: url, goesOn: method === 'GET' })
        const headers = {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': contentSecurityPolicy,
        }
        response.writeHead(503, headers).end(page)
      }
    })
  }

  static async open(): Promise<Front> {
    const front = new Front()
    await new Promise<void>(resolve => front.#server.listen(0, '127.0.0.1', resolve))
    return front
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }
}

const title = 'Ultra'
