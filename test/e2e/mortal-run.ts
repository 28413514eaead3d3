import { connect, makePorts, type Ports } from '../../src/lib/aws/index.ts'
import type { Manifest } from '../../src/lib/manifest/index.ts'
import type { Context } from '../../src/lib/runbooks/context.ts'
import { isRead } from '../../src/lib/sandbox/calls.ts'
import type { Sandbox } from '../../src/lib/sandbox/index.ts'
import { IdleClock } from './idle-clock.ts'

/** When a run dies: once so many of its mutating calls were carried out, with the answer to the last one lost. */
export interface Death {
  readonly after: number
}

export interface Lived<T> {
  /** Undefined where the run was killed. */
  readonly result: T | undefined
  /** The mutating calls that were sent, in order. */
  readonly writes: readonly Write[]
}

export interface Write {
  /** `ec2:createVpc` */
  readonly name: string
  /** It changed nothing. */
  refused: boolean
}

type Send = (input: object, options?: object) => Promise<unknown>

/**
 * Runs a runbook that may be killed at any of its calls. To AWS this is what kill −9 is: what was sent is carried
 * out, nothing is sent afterwards, and nobody renews or releases the lock.
 */
export async function live<T>(
  sandbox: Sandbox,
  manifest: Manifest,
  work: (context: Context) => Promise<T>,
  death: Death = { after: Number.POSITIVE_INFINITY },
): Promise<Lived<T>> {
  // Of two processes, the second starts later: AWS's limits have recovered.
  await sandbox.advance(5000)
  const clock = new IdleClock(sandbox)
  const writes: Write[] = []
  const underway = new Set<Promise<unknown>>()
  const never = new Promise<never>(() => {})
  let die = () => {}
  const died = new Promise<undefined>(resolve => {
    die = () => {
      clock.stop()
      resolve(undefined)
    }
  })
  let dead = death.after === 0
  if (dead) die()

  const send = (operation: string, call: Send): Send => {
    const writing = !isRead(operation.split(':')[1]!.replace(/^./, first => first.toUpperCase()))
    return async (input, options) => {
      if (dead) return never
      const write = { name: operation, refused: false }
      const last = writing && writes.push(write) === death.after
      dead ||= last
      const answer = clock.during(() => call(input, options))
      underway.add(answer)
      await answer.catch(() => Object.assign(write, { refused: true })).finally(() => underway.delete(answer))
      if (last) die()
      return dead ? never : answer
    }
  }

  const context = contextOf(sandbox, manifest, clock, send)
  const result = await Promise.race([work(context), died])
  // A killed process's requests that were on the wire still arrive.
  await Promise.allSettled(underway)
  clock.stop()
  return { result, writes }
}

function contextOf(
  sandbox: Sandbox,
  manifest: Manifest,
  clock: IdleClock,
  send: (operation: string, call: Send) => Send,
): Context {
  const { endpoint } = sandbox
  const credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' }
  const { project, environment, region } = manifest
  const ports = makePorts(connect({ region, clock: clock.withinWork, endpoint, credentials }))
  return {
    manifest,
    scope: { project, environment, account: '123456789012', region },
    ports: through(ports, send),
    clock,
    emit: () => {},
    signal: new AbortController().signal,
    caller: { user: 'ada', host: 'laptop', pid: 1, command: `test ${environment}` },
    hasEnded: () => false,
  }
}

function through(ports: Ports, send: (operation: string, call: Send) => Send): Ports {
  const wrapped = Object.entries(ports).map(([service, port]) => {
    const calls = Object.entries(port).map(([name, call]) => [name, send(`${service}:${name}`, call as Send)])
    return [service, Object.fromEntries(calls)]
  })
  return Object.fromEntries(wrapped) as Ports
}
