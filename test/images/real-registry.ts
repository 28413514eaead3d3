import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { hash } from 'bcryptjs'

export interface RealRegistry {
  /** Such as `127.0.0.1:34567`. */
  readonly host: string
  /** Requests since the last call, such as `POST /v2/api/blobs/uploads/`. */
  requests(): Promise<string[]>
  stop(): Promise<void>
}

/** Whether a program answers to `--version`. */
export function installed(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0
}

/** Debian's docker-registry on a free port, its storage gone with it; with a login, it lets nobody else in. */
export async function startRegistry(login?: { username: string; password: string }): Promise<RealRegistry> {
  const directory = await mkdtemp(join(tmpdir(), 'deployctl-registry-'))
  const host = `127.0.0.1:${await freePort()}`
  const htpasswd = join(directory, 'htpasswd')
  if (login)
    await writeFile(
      htpasswd,
      `${login.username}:${(await hash(login.password, 4)).replace('$2b$', '$2y$')}\n`,
    )
  const config = {
    version: 0.1,
    log: { level: 'error', accesslog: { disabled: false } },
    storage: { filesystem: { rootdirectory: join(directory, 'data') } },
    http: { addr: host },
    ...(login && { auth: { htpasswd: { realm: 'test', path: htpasswd } } }),
  }
  await writeFile(join(directory, 'config.yml'), JSON.stringify(config))
  const log = join(directory, 'access.log')
  const command = `exec docker-registry serve ${join(directory, 'config.yml')} >${log} 2>&1`
  const process = spawn('sh', ['-c', command], { stdio: 'ignore' })
  await answering(host, process)
  let read = 0
  return {
    host,
    async requests() {
      const lines = (await readFile(log, 'utf8')).split('\n')
      const fresh = lines.slice(read, -1)
      read = lines.length - 1
      return fresh.flatMap(line => /"(\w+ \/v2\/\S*) HTTP/.exec(line)?.[1] ?? [])
    },
    async stop() {
      const gone = once(process, 'exit')
      process.kill('SIGKILL')
      await gone
      await rm(directory, { recursive: true, force: true })
    },
  }
}

async function answering(host: string, process: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200 && process.exitCode === null; attempt++) {
    if (await fetch(`http://${host}/v2/`).catch(() => undefined)) return
    await setTimeout(50)
  }
  throw new Error('docker-registry does not start')
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}
