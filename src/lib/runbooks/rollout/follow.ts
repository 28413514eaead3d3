import { awsReason, type Ports } from '../../aws/index.ts'
import { DeployctlError } from '../../errors/index.ts'
import type { Clock, Emit, RolloutOutcome } from '../../events/index.ts'
import { type DeploymentSnapshot, readDeployments } from '../live/deployments.ts'
import { readServices } from '../live/services.ts'
import { callBudget } from './budget.ts'
import { decide } from './decide.ts'
import { RolloutDetails } from './details.ts'

type Seen = ReadonlyMap<string, DeploymentSnapshot>

/** A rollout that this run caused, or found under way. */
export interface Rollout {
  /** The manifest's name of the service. */
  readonly service: string
  readonly serviceName: string
  /** ARN of the service deployment. */
  readonly deployment: string
  /** ARN of what it rolls out. */
  readonly taskDefinition: string
  readonly image?: string | undefined
  readonly desired: number
}

export interface RolloutResult {
  readonly rollout: Rollout
  readonly outcome: RolloutOutcome
  readonly detail?: string | undefined
  readonly seconds: number
  /** ARN of the service revision. */
  readonly revision?: string | undefined
  /** When AWS made the deployment, in milliseconds since the epoch. */
  readonly createdAt: number
}

export interface FollowRun {
  readonly ports: Ports
  readonly clock: Clock
  readonly emit: Emit
  readonly signal: AbortSignal
  readonly cluster: string
}

/** Seconds between looks; with the call itself under the two seconds that watching may add to a rollout. */
const pause = 1.5
/** Seconds after which a rollout that does not end by itself is given up on. */
const patience = 45 * 60

/**
 * Follows deployments, all in one loop, each to its terminal state. A rollout that fails is a result, not an error.
 * @throws the signal's reason when aborted; `run.deadline` after 45 minutes. The rollouts then go on by themselves.
 */
export async function follow(run: FollowRun, rollouts: readonly Rollout[]): Promise<RolloutResult[]> {
  const { clock, signal, emit } = run
  const budget = callBudget(rollouts.length, clock)
  const details = new RolloutDetails(run, budget)
  const started = clock.now()
  const results: RolloutResult[] = []
  const tripped = new Map<string, number>()
  let open = rollouts
  for (const { service, deployment, image, desired } of rollouts) {
    emit({ type: 'rollout.started', service, deployment, image, desired })
  }
  while (open.length > 0) {
    signal.throwIfAborted()
    const seen = await look(run, open)
    budget.spend(Math.ceil(open.length / 20))
    noteTripped(seen, tripped, clock.now())
    const endings = await endingsIn(seen, open, { ...run, tripped }, (clock.now() - started) / 1000)
    for (const result of endings) tellEnd(result, emit)
    results.push(...endings)
    open = open.filter(rollout => !endings.some(result => result.rollout === rollout))
    if (open.length === 0) break
    details.tell(open, seen)
    if (clock.now() - started > patience * 1000) throw tooLong(open)
    await clock.sleep(pause * 1000, signal)
  }
  return results
}

/** An AWS that does not answer for a while fails no rollout: what was seen last stands until the next look. */
async function look({ ports, signal }: FollowRun, open: readonly Rollout[]): Promise<Seen> {
  const arns = open.map(({ deployment }) => deployment)
  return readDeployments(ports, arns, signal).catch(error => {
    signal.throwIfAborted()
    if (awsReason(error) === 'throttled' || awsReason(error) === 'unavailable') return new Map()
    throw error
  })
}

/** Remembers when each circuit breaker was first seen to have tripped. */
function noteTripped(seen: Seen, tripped: Map<string, number>, now: number): void {
  for (const [arn, { breaker }] of seen) {
    if (breaker?.status === 'TRIGGERED' && !tripped.has(arn)) tripped.set(arn, now)
  }
}

async function endingsIn(
  seen: Seen,
  open: readonly Rollout[],
  { ports, cluster, signal, clock, tripped }: FollowRun & { readonly tripped: ReadonlyMap<string, number> },
  seconds: number,
): Promise<RolloutResult[]> {
  const stopped = open.filter(({ deployment }) => seen.get(deployment)?.status === 'STOPPED')
  // Only the service itself tells whether another deployment took the place of a stopped one.
  const services = await readServices(
    ports,
    cluster,
    stopped.map(({ serviceName }) => serviceName),
    signal,
  )
  return open.flatMap(rollout => {
    const snapshot = seen.get(rollout.deployment)
    const newest = services.get(rollout.serviceName)?.deployment
    const since = tripped.get(rollout.deployment) ?? clock.now()
    const verdict = decide(snapshot, newest, (clock.now() - since) / 1000)
    if (verdict.state === 'moving') return []
    const { outcome, detail } = verdict
    const { revision, createdAt = 0 } = snapshot ?? {}
    return [{ rollout, outcome, detail, seconds, revision, createdAt }]
  })
}

function tellEnd({ rollout, outcome, detail, seconds }: RolloutResult, emit: Emit): void {
  emit({ type: 'rollout.finished', service: rollout.service, outcome, detail, seconds })
}

function tooLong(open: readonly Rollout[]): DeployctlError {
  const names = open.map(({ service }) => service).join(', ')
  return new DeployctlError('run.deadline', {
    message: `After ${patience / 60} minutes ECS has neither finished nor given up on ${names}.`,
  })
}
