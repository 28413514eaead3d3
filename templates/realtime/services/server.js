import { createServer } from 'node:http'

/**
 * The part that all four services share: JSON in and out, GET /health, and an end by itself on SIGTERM.
 * @param {Record<string, (body: any) => unknown>} routes by `METHOD /path`
 */
export function serve(port, routes) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://service')
    const route = pathname === '/health' ? () => ({ status: 'ok' }) : routes[`${request.method} ${pathname}`]
    const answer = (status, body) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (!route) return answer(404, { error: 'not found' })
    try {
      answer(200, await route(await read(request)))
    } catch (error) {
      answer(400, { error: error.message })
    }
  })
  server.listen(port)
  process.on('SIGTERM', () => {
    server.close(() => process.exit(0))
    server.closeIdleConnections()
  })
  return server
}

async function read(request) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  return chunks.length > 0 ? JSON.parse(Buffer.concat(chunks)) : undefined
}
