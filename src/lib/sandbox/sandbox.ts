import { DeployctlError } from '../errors/index.ts'
import { Authority } from './authority.ts'
import { Blobs } from './blobs/blobs.ts'
import { Calls } from './calls.ts'
import { Clock } from './clock.ts'
import type { Containers, ContainersOptions } from './containers/containers.ts'
import { lockDirectory } from './directory-lock.ts'
import { type FaultPlan, Faults, planProblem } from './faults.ts'
import { Functions } from './functions/functions.ts'
import { Gateway } from './gateway.ts'
import { Limiter } from './limits.ts'
import { rememberedPort, rememberPort } from './remembered-port.ts'
import { listenOnFirst } from './server.ts'
import type { Service } from './service.ts'
import { services as allServices } from './services/index.ts'
import { readSnapshot } from './snapshot.ts'
import { World } from './world.ts'

export interface SandboxOptions {
  /** TCP port on 127.0.0.1; where absent or 0, the directory's last one if it is free, or else a free one. */
  readonly port?: number
  /** Where the state is kept; in memory only where absent. */
  readonly directory?: string
  /** Virtual ms per real ms; 1 where absent, 0 for a clock that only moves when advanced. */
  readonly speed?: number
  /** Account of access keys that name none; 123456789012 where absent. */
  readonly account?: string
  readonly faults?: FaultPlan
  /** Whether tasks are real containers, on the Docker Engine that the Docker CLI would talk to. */
  readonly containers?: boolean
  /** Real ms that every answer takes; 0 where absent. Without any, calls hardly ever overlap. */
  readonly latencyMs?: number
  /** Other services than all of them. */
  readonly services?: readonly Service[]
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT`, for AWS_ENDPOINT_URL. */
  readonly endpoint: string
  readonly calls: Calls
  readonly faults: Faults
  readonly clock: Clock
  /** Lets virtual time pass, with all that happens in it. */
  advance(ms: number): Promise<void>
  close(): Promise<void>
}

/**
 * Starts the local stand-in for AWS.
 *
 * @throws DeployctlError `sandbox.cannot-listen` where the port is taken, `sandbox.directory-in-use`,
 *   `sandbox.invalid-fault-plan`, `sandbox.no-engine`
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port = 0, directory, speed = 1, account = '123456789012', services = allServices } = options
  const { latencyMs = 0, faults: plan = {} } = options
  const problem = planProblem(plan)
  if (problem !== undefined)
    throw new DeployctlError('sandbox.invalid-fault-plan', { message: `${problem}.` })
  const unlock = directory === undefined ? () => {} : lockDirectory(directory)
  const containers = options.containers ? await openContainers({ directory, speed }, unlock) : undefined
  const snapshot = directory === undefined ? undefined : readSnapshot(directory)
  const clock = new Clock(snapshot?.now ?? Date.now(), speed)
  const calls = new Calls()
  const faults = new Faults(plan)
  const limiter = new Limiter(clock)
  const authority = new Authority()
  const functions = new Functions()
  let endpoint = ''
  const world = new World({
    clock,
    state: snapshot?.state ?? new Map(),
    services,
    directory,
    account,
    endpoint: () => endpoint,
    blobs: new Blobs(directory),
    containers,
    functions,
    faultsOf: service => faults.ofService(service),
    onFailure: (origin, error) => calls.fail(`${origin.service}:${origin.operation}`, error),
  })
  const ports = port === 0 && directory !== undefined ? [rememberedPort(directory), 0] : [port]
  const server = await listenOnFirst(ports, {
    gateway: new Gateway({ world, services, calls, faults, limiter, clock, account, latencyMs }),
    control: { world, calls, faults, clock, authority },
    routes: services.flatMap(service => service.routes ?? []),
    host: world,
    authority,
  }).catch(cause => {
    unlock()
    throw new DeployctlError('sandbox.cannot-listen', {
      message: `Cannot listen on 127.0.0.1:${port}.`,
      cause,
    })
  })
  endpoint = server.endpoint
  if (directory !== undefined) rememberPort(directory, Number(new URL(endpoint).port))
  await Promise.all(services.map(service => service.resume?.(world)))
  return {
    endpoint,
    calls,
    faults,
    clock,
    async advance(ms) {
      clock.advance(ms)
      await world.settle()
    },
    async close() {
      await containers?.close()
      await functions.close()
      await server.close()
      await world.close()
      unlock()
    },
  }
}

async function openContainers(options: ContainersOptions, unlock: () => void): Promise<Containers> {
  const { Containers: Opened } = await import('./containers/containers.ts')
  return await Opened.open(options).catch(error => {
    unlock()
    throw error
  })
}
