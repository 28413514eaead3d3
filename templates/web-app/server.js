import { createServer } from 'node:http'

const environment = process.env.ENVIRONMENT ?? 'development'

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://app')
  if (pathname === '/health') return answer(response, 200, { status: 'ok', environment })
  if (pathname === '/') return answer(response, 200, { message: 'It runs.', environment })
  return answer(response, 404, { error: `nothing at ${pathname}` })
})

function answer(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

server.listen(8000)
process.on('SIGTERM', () => server.close())
