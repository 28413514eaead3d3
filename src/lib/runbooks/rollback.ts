import { DeployctlError } from '../errors/index.ts'
import { type Ledger, openLedger } from '../releases/ledger.ts'
import { proveByNotes } from '../releases/proof.ts'
import { provenHealthy, type ReleaseRecord } from '../releases/record.ts'
import { closeAbandoned, listReleases, openRelease, readRelease } from '../releases/records.ts'
import { onlyThings, type ReleasedThings, thingsIn } from '../releases/released-things.ts'
import { servingRelease } from '../releases/retention.ts'
import type { Context } from './context.ts'
import type { ServiceSnapshot } from './live/services.ts'
import { readLive } from './live/standing.ts'
import { draftRelease } from './release/draft.ts'
import { withResults } from './release/outcomes.ts'
import { assessParts, recordReturned } from './release/parts/return.ts'
import { ReleaseInProgress } from './release/release-in-progress.ts'
import { changedSecrets, lastGood, requireHealthy, restoredServices } from './release/restore.ts'
import { describeReturn, requireReturned, returnAll } from './release/return-all.ts'
import { type TimedSteps, timedSteps } from './release/timed-steps.ts'
import { underLock } from './under-lock.ts'

export interface RollbackOptions {
  /** The release to return to; the last one proven healthy before what serves when absent. */
  readonly to?: number
}

export interface RollbackResult extends ReleasedThings {
  readonly outcome: 'succeeded' | 'unchanged'
  /** The new release that the rollback made; the target itself where it serves already. */
  readonly release: number
  readonly restores: number
  readonly services: ReleaseRecord['services']
  /** Services that stand and of which the target knows nothing; they stay as they are. */
  readonly left: readonly string[]
  /** What no rollback returns. */
  readonly notRolledBack: readonly string[]
  /** How to undo it. */
  readonly undo: string | undefined
  readonly timings: ReleaseRecord['timings']
}

/** The newest releases; the one to return to is nearly always among them, and each is a read on the way to recovery. */
const newestToRead = 30

interface Situation {
  readonly target: ReleaseRecord
  readonly records: readonly ReleaseRecord[]
  readonly live: ReadonlyMap<string, ServiceSnapshot>
  /** What the target holds besides services, as going back would find it. */
  readonly things: ReleasedThings
}

/**
 * Returns all services to a release that was proven healthy, as a new release. The way to recovery is short on
 * purpose: two reads, then one call a service, all at once; neither IAM nor Route 53 nor the registry is asked.
 * A rollout in progress is stopped with ROLLBACK instead.
 * @throws DeployctlError `release.no-target`, `release.unknown`, `release.unproven`, `release.not-deployed`: nothing was changed;
 *   `release.failed` with the story where a service did not return
 */
export async function rollback(context: Context, options: RollbackOptions): Promise<RollbackResult> {
  const steps = timedSteps(context)
  return underLock(context, async locked => {
    const ledger = openLedger(locked.scope, locked.ports.s3)
    const situation = await steps.step(
      'find the release',
      () => assess(locked, ledger, options),
      ({ target }) => `release ${target.number}`,
    )
    return returnTo(locked, steps, ledger, situation)
  })
}

/** Which release to return to, and what stands. Reads only. */
export async function assess(context: Context, ledger: Ledger, { to }: RollbackOptions): Promise<Situation> {
  const [records, live, named] = await Promise.all([
    readNewest(context, ledger),
    readLive(context, Object.keys(context.manifest.services)),
    to === undefined ? undefined : readRelease(ledger, to),
  ])
  if (live.size === 0 && records.every(record => thingsIn(record).length === 0)) {
    throw new DeployctlError('release.not-deployed', { message: 'No service of this environment stands.' })
  }
  checkAccount(context, live)
  const target = to === undefined ? lastGood(records) : requireHealthy(named, to)
  return { target, records, live, things: await assessParts({ context, ledger }, target) }
}

/** Of what sleeps on demand, the waker has seen more than the records tell. */
async function readNewest({ manifest }: Context, ledger: Ledger): Promise<readonly ReleaseRecord[]> {
  const records = await listReleases(ledger, newestToRead)
  return manifest.onDemand ? await proveByNotes(ledger, records) : records
}

/** The account is in every ARN: asking who we are would be one more call on the way to recovery. */
function checkAccount({ scope }: Context, live: Situation['live']): void {
  const actual = [...live.values()][0]?.arn.split(':')[4]
  if (actual === undefined || actual === scope.account) return
  throw new DeployctlError('aws.wrong-account', {
    message: `The manifest names account ${scope.account}, and these services stand in ${actual}.`,
  })
}

async function returnTo(
  context: Context,
  steps: TimedSteps,
  ledger: Ledger,
  { target, records, live, things }: Situation,
): Promise<RollbackResult> {
  const services = restoredServices(target, live)
  const serving = servingRelease(records)
  const result = {
    restores: target.number,
    left: [...live.keys()].filter(service => !(service in target.services)),
    notRolledBack: ['data', 'migrations', ...changedSecrets(target, serving)],
    timings: steps.timings,
  }
  const all = [...Object.values(services), ...thingsIn(things)]
  if (all.every(({ outcome }) => outcome === 'unchanged')) {
    return { ...result, ...things, outcome: 'unchanged', release: target.number, services, undo: undefined }
  }
  const { secrets, commit, number: restores } = target
  const begun = draftRelease(context, { kind: 'rollback', restores, services, ...things, secrets, commit })
  const release = new ReleaseInProgress(ledger, context, steps, await openRelease(ledger, begun, records))
  const { environment } = context.scope
  const undo =
    serving && provenHealthy(serving) ? `deployctl rollback ${environment} ${serving.number}` : undefined
  try {
    const run = { context, ledger }
    const work = () => returnAll(run, services, live, things)
    const returned = await steps.step('return', work, describeReturn)
    await release.update({ services: withResults(services, returned.results) })
    await recordReturned(release, returned.things)
    await requireReturned(run, release.record.number, returned)
    await closeAbandoned(ledger, records)
    const record = await release.close('succeeded')
    const { number, services: now } = record
    return { ...result, ...onlyThings(record), outcome: 'succeeded', release: number, services: now, undo }
  } catch (error) {
    return release.fail(error)
  }
}
