import type { Authority } from './authority.ts'
import type { Calls } from './calls.ts'
import type { Clock } from './clock.ts'
import { type FaultPlan, type Faults, planProblem } from './faults.ts'
import type { WireRequest, WireResponse } from './protocols/index.ts'
import { tag } from './snapshot.ts'
import type { World } from './world.ts'

export interface ControlOptions {
  readonly world: World
  readonly calls: Calls
  readonly faults: Faults
  readonly clock: Clock
  readonly authority: Authority
}

/** Where the sandbox's own endpoints lie; AWS has no path like it. */
export const controlPrefix = '/_sandbox/'

/**
 * Answers the control endpoints:
 *
 * - `GET health`: virtual time, speed, and failures of the sandbox itself
 * - `GET calls`, `DELETE calls`: the ledger
 * - `GET faults`, `POST faults`, `DELETE faults`: the fault plan
 * - `POST clock` with `{"advanceMs": n}`: lets virtual time pass, with all that happens in it
 * - `GET state`: every table
 * - `GET authority`: the certificate of whoever signs for its domains, in PEM, for HTTPS clients to trust
 */
export async function control(request: WireRequest, options: ControlOptions): Promise<WireResponse> {
  const endpoint = `${request.method} ${request.path.slice(controlPrefix.length)}`
  const action = actions[endpoint]
  if (!action) return reply(404, { error: `no control endpoint ${endpoint}` })
  try {
    return reply(200, await action(options, request.body.byteLength > 0 ? parse(request.body) : {}))
  } catch (error) {
    return reply(400, { error: error instanceof Error ? error.message : String(error) })
  }
}

type Action = (options: ControlOptions, body: unknown) => unknown

const actions: Readonly<Record<string, Action>> = {
  'GET health': ({ clock, calls }) => ({ now: clock.now(), speed: clock.speed, failures: calls.failures }),
  'GET calls': ({ calls }) => calls.records,
  'DELETE calls': ({ calls }) => calls.clear(),
  'GET faults': ({ faults }) => faults.describe(),
  'POST faults': ({ faults }, plan) => {
    const problem = planProblem(plan)
    if (problem !== undefined) throw new TypeError(problem)
    faults.add(plan as FaultPlan)
    return faults.describe()
  },
  'DELETE faults': ({ faults }) => faults.clear(),
  'POST clock': async ({ clock, world }, body) => {
    const advanceMs = (body as { advanceMs?: unknown }).advanceMs
    if (typeof advanceMs !== 'number' || !(advanceMs >= 0)) throw new TypeError('advanceMs is a number of ms')
    clock.advance(advanceMs)
    await world.settle()
    return { now: clock.now() }
  },
  'GET authority': async ({ authority }) => ({ certificate: await authority.certificate() }),
  'GET state': async ({ world }) => {
    await world.settle()
    return Object.fromEntries([...world.state].map(([id, records]) => [id, Object.fromEntries(records)]))
  },
}

function parse(body: Uint8Array): unknown {
  return JSON.parse(Buffer.from(body).toString('utf8'))
}

function reply(status: number, body: unknown): WireResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}, tag) }
}
