import type { Ledger } from '../../releases/ledger.ts'
import type { ReleaseRecord } from '../../releases/record.ts'
import { clusterNameOf } from '../../resources/cluster.ts'
import type { Context } from '../context.ts'
import type { RolloutResult } from '../rollout/follow.ts'
import { tellStories } from '../rollout/story.ts'
import { undoParts } from './parts/return.ts'
import type { ReleaseInProgress } from './release-in-progress.ts'
import type { SmokeResult } from './smoke.ts'
import type { TimedSteps } from './timed-steps.ts'
import { type Fate, undo } from './undo.ts'
import { failedRelease } from './verdict.ts'

interface Failed {
  readonly context: Context
  readonly ledger: Ledger
  readonly steps: TimedSteps
  readonly release: ReleaseInProgress
  /** The release to go back to. */
  readonly previous: ReleaseRecord | undefined
  readonly results: readonly RolloutResult[]
  readonly refused: unknown
  readonly smoke: readonly SmokeResult[]
  /** Leave what moved where it is. */
  readonly keep: boolean
}

/**
 * Ends a release that failed: gathers its story while the traces are fresh, takes what it moved back unless told
 * to keep it, and throws.
 * @throws DeployctlError `release.rolled-back`, or `release.failed` where not everything went back
 */
export async function recover(failed: Failed): Promise<never> {
  const { context, release, previous, results, refused, smoke } = failed
  const { number } = release.record
  const unwell = results.filter(({ outcome }) => outcome !== 'succeeded')
  const stories = await tellStories(context, clusterNameOf(context.manifest), unwell)
  const fates = await takeBack(failed)
  throw failedRelease(context.scope.environment, previous, {
    release: number,
    failed: stories,
    smoke: smoke.filter(({ wrong }) => wrong !== undefined),
    ...(refused === undefined
      ? {}
      : { refused: refused instanceof Error ? refused.message : String(refused) }),
    fates,
  })
}

async function takeBack(failed: Failed): Promise<Record<string, Fate>> {
  const { context, ledger, steps, release, previous, results, keep } = failed
  const others = () => undoParts({ context, ledger }, release.record, previous, keep)
  if (keep) return { ...kept(results), ...(await others()) }
  const work = async () => {
    const [services, things] = await Promise.all([undo(context, previous, results), others()])
    return { ...services, ...things }
  }
  return steps.step('return', work, describeFates)
}

/** ECS rolls back by itself whatever was asked of us. */
function kept(results: readonly RolloutResult[]): Record<string, Fate> {
  const fates = results.map(({ rollout, outcome }) => [
    rollout.service,
    outcome === 'rolled-back' ? 'returned' : 'stays',
  ])
  return Object.fromEntries(fates)
}

function describeFates(fates: Readonly<Record<string, Fate>>): string {
  return Object.entries(fates)
    .map(([service, fate]) => `${service} ${fate}`)
    .join(', ')
}
