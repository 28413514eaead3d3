import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { connect, makePorts, type Ports } from '../../src/lib/aws/index.ts'
import { makeClock } from '../../src/lib/events/index.ts'

export interface Moto {
  readonly endpoint: string
  readonly ports: Ports
  stop(): void
}

/** Serves moto, an AWS stand-in that nobody here wrote, on a free port. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort()
  const env = { ...process.env, MOTO_ACM_VALIDATION_WAIT: '1', MOTO_IAM_LOAD_MANAGED_POLICIES: 'true' }
  // The launcher may be a script that starts Python: ending the whole group ends both.
  const server = spawn('moto_server', ['-p', String(port)], { env, stdio: 'ignore', detached: true })
  const endpoint = `http://127.0.0.1:${port}`
  for (let tries = 0; tries < 300 && !(await fetch(endpoint).catch(() => undefined)); tries++) {
    await setTimeout(100)
  }
  const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' }
  const connection = connect({ region: 'eu-west-1', clock: makeClock(), endpoint, credentials })
  return { endpoint, ports: makePorts(connection), stop: () => void process.kill(-server.pid!) }
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
