import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import path from 'node:path'
import { text } from 'node:stream/consumers'

/** Something that answers in place of AWS. */
export interface StandIn {
  readonly endpoint: string
  /** How many times as fast as the wall's its clock runs. */
  readonly speed: number
  /** Its time when it was opened, in milliseconds since the epoch. */
  readonly now: number
  readonly credentials: { accessKeyId: string; secretAccessKey: string } | undefined
  /** Certificate in PEM of whoever signs for its domains; undefined where it has none. */
  trust(): Promise<string | undefined>
  close(): Promise<void>
}

const defaultSpeed = 60

/** Where the sandbox of a project keeps its state. */
export function sandboxDirectory(projectDirectory: string): string {
  return path.join(projectDirectory, '.deployctl', 'sandbox')
}

/**
 * Starts the sandbox for the life of one command, its state kept beside the manifest.
 * @throws DeployctlError `sandbox.directory-in-use` where another process has that state open, `sandbox.no-engine`
 */
export async function openSandbox(projectDirectory: string, account: string | undefined): Promise<StandIn> {
  const { startSandbox } = await import('../sandbox/index.ts')
  const speed = Number(process.env.DEPLOYCTL_CLOCK_SPEED ?? defaultSpeed)
  const directory = sandboxDirectory(projectDirectory)
  const containers = process.env.DEPLOYCTL_SANDBOX_CONTAINERS === 'true'
  const sandbox = await startSandbox({ directory, speed, containers, ...(account ? { account } : {}) })
  return {
    endpoint: sandbox.endpoint,
    speed,
    now: sandbox.clock.now(),
    credentials: { accessKeyId: account ?? 'sandbox', secretAccessKey: 'sandbox' },
    trust: () => authorityOf(sandbox.endpoint),
    close: () => sandbox.close(),
  }
}

/** What the caller's environment points at in place of AWS, as any SDK reads it. */
export async function ambientStandIn(): Promise<StandIn | undefined> {
  const endpoint = process.env.AWS_ENDPOINT_URL
  if (!endpoint) return undefined
  const trust = () => authorityOf(endpoint)
  return { endpoint, ...(await clockOf(endpoint)), credentials: undefined, trust, close: async () => {} }
}

/**
 * A sandbox's clock may run faster than the wall's and has its own idea of now; locks and ages need ours to agree.
 * Other stand-ins know nothing of it, and live in our time.
 */
async function clockOf(endpoint: string): Promise<{ speed: number; now: number }> {
  const ours = { speed: 1, now: Date.now() }
  return { ...ours, ...(await ask(`${endpoint}/_sandbox/health`)) }
}

async function authorityOf(endpoint: string): Promise<string | undefined> {
  const { certificate } = await ask(`${endpoint}/_sandbox/authority`)
  return certificate
}

interface Answers {
  readonly speed?: number
  readonly now?: number
  readonly certificate?: string
}

/** One of the sandbox's own endpoints; another stand-in has no such thing, and answers nothing. */
async function ask(url: string): Promise<Answers> {
  try {
    // Neither `fetch` nor `import`: both load all of undici, which takes longer than the answer does.
    const { get } = process.getBuiltinModule('node:http')
    const request = get(url, { signal: AbortSignal.timeout(2000) })
    const [answer] = (await once(request, 'response')) as [IncomingMessage]
    const body = await text(answer)
    return answer.statusCode === 200 ? JSON.parse(body) : {}
  } catch {
    return {}
  }
}
