import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DeployctlError } from '../errors/index.ts'

/** Something that answers in place of AWS. */
export interface StandIn {
  readonly endpoint: string
  /** How many times as fast as the wall's its clock runs. */
  readonly speed: number
  /** Its time when it was opened, in milliseconds since the epoch. */
  readonly now: number
  readonly credentials: { accessKeyId: string; secretAccessKey: string } | undefined
  close(): Promise<void>
}

interface Owner {
  readonly pid: number
  readonly endpoint: string
}

const defaultSpeed = 60

/** Where the sandbox of a project keeps its state. */
export function sandboxDirectory(projectDirectory: string): string {
  return path.join(projectDirectory, '.deployctl', 'sandbox')
}

/**
 * Starts the sandbox for the life of one command, its state kept beside the manifest.
 * @throws DeployctlError `sandbox.busy` where another process has that state open
 */
export async function openSandbox(projectDirectory: string, account: string | undefined): Promise<StandIn> {
  const directory = sandboxDirectory(projectDirectory)
  await refuseIfOwned(directory)
  const { startSandbox } = await import('../sandbox/index.ts')
  const speed = Number(process.env.DEPLOYCTL_CLOCK_SPEED ?? defaultSpeed)
  const sandbox = await startSandbox({ directory, speed, ...(account ? { account } : {}) })
  const release = await own(directory, sandbox.endpoint)
  return {
    endpoint: sandbox.endpoint,
    speed,
    now: sandbox.clock.now(),
    credentials: { accessKeyId: account ?? 'sandbox', secretAccessKey: 'sandbox' },
    close: async () => {
      await sandbox.close()
      await release()
    },
  }
}

/** What the caller's environment points at in place of AWS, as any SDK reads it. */
export async function ambientStandIn(): Promise<StandIn | undefined> {
  const endpoint = process.env.AWS_ENDPOINT_URL
  if (!endpoint) return undefined
  return { endpoint, ...(await clockOf(endpoint)), credentials: undefined, close: async () => {} }
}

/** Marks the state as open in this process; two sandboxes over one state would overwrite one another. */
export async function own(directory: string, endpoint: string): Promise<() => Promise<void>> {
  const file = ownerFile(directory)
  await mkdir(directory, { recursive: true })
  await writeFile(file, JSON.stringify({ pid: process.pid, endpoint } satisfies Owner))
  return () => rm(file, { force: true })
}

export async function refuseIfOwned(directory: string): Promise<void> {
  const owner = await readFile(ownerFile(directory), 'utf8').then(
    text => JSON.parse(text) as Owner,
    () => undefined,
  )
  if (!owner || !alive(owner.pid)) return
  throw new DeployctlError('sandbox.busy', {
    message: `Process ${owner.pid} has the sandbox in ${directory} open.`,
    hint: `Wait for it, or use it: AWS_ENDPOINT_URL=${owner.endpoint}`,
  })
}

function ownerFile(directory: string): string {
  return path.join(directory, 'owner.json')
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return pid !== process.pid
  } catch {
    return false
  }
}

/**
 * A sandbox's clock may run faster than the wall's and has its own idea of now; locks and ages need ours to agree.
 * Other stand-ins know nothing of it, and live in our time.
 */
async function clockOf(endpoint: string): Promise<{ speed: number; now: number }> {
  const ours = { speed: 1, now: Date.now() }
  try {
    const answer = await fetch(`${endpoint}/_sandbox/health`, { signal: AbortSignal.timeout(2000) })
    return answer.ok ? { ...ours, ...((await answer.json()) as object) } : ours
  } catch {
    return ours
  }
}
