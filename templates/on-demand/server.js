import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import bcrypt from 'bcryptjs'

const { AGENT_NAME = 'Ultra', AUTH_PASSWORD_HASH = '', LIVEKIT_URL, STATE_DIRECTORY = '/state' } = process.env
const sessions = new Set()
const attempts = new Map()
const minute = 60_000

const routes = {
  'GET /health': () => [200, { status: 'ok' }],
  'GET /': () => [200, { agent: AGENT_NAME, voice: LIVEKIT_URL }],
  'POST /login': login,
  'GET /notes': authenticated(async () => [200, { notes: await notes() }]),
  'PUT /notes': authenticated(async ({ body }) => {
    await mkdir(STATE_DIRECTORY, { recursive: true })
    await writeFile(`${STATE_DIRECTORY}/notes.txt`, String(body.notes ?? ''))
    return [200, { saved: true }]
  }),
}

/** Five tries a minute from one address; bcrypt makes each of them slow besides. */
async function login({ address, body }) {
  const recent = (attempts.get(address) ?? []).filter(at => at > Date.now() - minute)
  attempts.set(address, [...recent, Date.now()])
  if (recent.length >= 5) return [429, { error: 'too many tries' }]
  if (!(await bcrypt.compare(String(body.password ?? ''), AUTH_PASSWORD_HASH))) return [401, { error: 'wrong password' }]
  const session = randomBytes(32).toString('hex')
  sessions.add(session)
  return [200, { session }]
}

function authenticated(handler) {
  return request => (sessions.has(request.session) ? handler(request) : [401, { error: 'log in first' }])
}

async function notes() {
  return await readFile(`${STATE_DIRECTORY}/notes.txt`, 'utf8').catch(() => '')
}

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://app')
  const route = routes[`${request.method} ${pathname}`] ?? (() => [404, { error: `nothing at ${pathname}` }])
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks)) : {}
  const session = request.headers.authorization?.replace('Bearer ', '')
  const [status, answer] = await route({ body, session, address: request.socket.remoteAddress })
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
})

server.listen(8000)
process.on('SIGTERM', () => {
  server.close(() => process.exit(0))
  server.closeIdleConnections()
})
