import { createServer } from 'node:http'

/**
 * What all eight services share: JSON answers, GET /health and /ready, and an end by itself on SIGTERM.
 * @param routes answers by `METHOD /path`; each gets the request's JSON body
 * @param ready rejects while something that the service needs is out of reach
 */
export function serve(routes, ready = async () => {}) {
  const all = { 'GET /health': () => ({ status: 'ok' }), 'GET /live': () => ({ status: 'ok' }), 'GET /ready': () => check(ready), ...routes }
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://service')
    const answer = (status, body) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    const route = all[`${request.method} ${pathname}`]
    if (!route) return answer(404, { error: `nothing at ${pathname}` })
    try {
      answer(200, await route(await read(request)))
    } catch (error) {
      answer(error.status ?? 500, { error: error.message })
    }
  })
  server.listen(Number(process.env.PORT))
  process.on('SIGTERM', () => {
    server.close(() => process.exit(0))
    server.closeIdleConnections()
  })
}

async function check(ready) {
  await ready()
  return { status: 'ready' }
}

async function read(request) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  return chunks.length > 0 ? JSON.parse(Buffer.concat(chunks)) : undefined
}
