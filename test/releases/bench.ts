import { connect, makePorts, type Ports } from '../../src/lib/aws/index.ts'
import { type Clock, makeClock } from '../../src/lib/events/index.ts'
import type { ReleasedService, ReleaseRecord } from '../../src/lib/releases/record.ts'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'

export const scope = {
  project: 'shop',
  environment: 'prod',
  account: '123456789012',
  region: 'eu-west-1',
}

export interface Bench {
  readonly sandbox: Sandbox
  readonly ports: Ports
  readonly clock: Clock
}

/** An empty account, over HTTP, at 200 times the speed of the wall's clock. */
export async function startBench(speed = 200): Promise<Bench> {
  const sandbox = await startSandbox({ speed })
  const clock = makeClock(speed)
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'not-verified' }
  const connection = connect({ region: scope.region, clock, endpoint: sandbox.endpoint, credentials })
  return { sandbox, clock, ports: makePorts(connection) }
}

/** A release of one service `api`, whose task definition is the release's number. */
export function release(number: number, change: Partial<ReleaseRecord> = {}): ReleaseRecord {
  return {
    version: 1,
    number,
    run: `run-${number}`,
    kind: 'deploy',
    outcome: 'succeeded',
    startedAt: '2026-11-20T20:00:00.000Z',
    user: 'ada',
    manifest: 'abc',
    services: { api: service(number) },
    secrets: {},
    timings: [],
    ...change,
  }
}

export function service(revision: number, change: Partial<ReleasedService> = {}): ReleasedService {
  return {
    image: `registry/api@sha256:${revision}`,
    taskDefinition: `api:${revision}`,
    desired: 2,
    outcome: 'succeeded',
    ...change,
  }
}
