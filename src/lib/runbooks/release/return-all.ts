import type { Told } from '../../events/index.ts'
import type { ReleasedService } from '../../releases/record.ts'
import type { ReleasedThings } from '../../releases/released-things.ts'
import { clusterNameOf } from '../../resources/cluster.ts'
import type { ServiceSnapshot } from '../live/services.ts'
import type { RolloutResult } from '../rollout/follow.ts'
import { tellStories } from '../rollout/story.ts'
import type { PartRun } from './parts/part.ts'
import { type Returned, returnParts } from './parts/return.ts'
import { returnServices } from './return-services.ts'
import { describeRollOut } from './roll-out.ts'
import { failedRelease } from './verdict.ts'

/** How a rollback's services and other things fared. */
export interface ReturnedAll {
  readonly results: readonly RolloutResult[]
  readonly things: readonly Returned[]
}

/** Takes services and everything else back at once; a refusal of the one is told once the other is done. */
export async function returnAll(
  run: PartRun,
  services: Readonly<Record<string, ReleasedService>>,
  live: ReadonlyMap<string, ServiceSnapshot>,
  things: ReleasedThings,
): Promise<ReturnedAll> {
  const returning = returnParts(run, things)
  returning.catch(() => {})
  const results = await returnServices(run.context, services, live).catch(async error => {
    await returning
    throw error
  })
  return { results, things: await returning }
}

/** For the step's line: what did not arrive. Pure. */
export function describeReturn({ results, things }: ReturnedAll): Told {
  const lost = things.filter(({ refused }) => refused !== undefined).map(({ label }) => `${label} failed`)
  const told = describeRollOut({ results })
  if (lost.length === 0) return told
  return { failed: [...(typeof told === 'object' ? [told.failed] : []), ...lost].join(', ') }
}

/** @throws DeployctlError `release.failed` with the story, where not everything returned */
export async function requireReturned(
  { context }: PartRun,
  release: number,
  { results, things }: ReturnedAll,
): Promise<void> {
  const failed = results.filter(({ outcome }) => outcome !== 'succeeded')
  const lost = things.filter(({ refused }) => refused !== undefined)
  if (failed.length === 0 && lost.length === 0) return
  const names = [...failed.map(({ rollout }) => rollout.service), ...lost.map(({ label }) => label)]
  throw failedRelease(context.scope.environment, undefined, {
    release,
    failed: await tellStories(context, clusterNameOf(context.manifest), failed),
    smoke: [],
    ...(lost[0] && { refused: messageOf(lost[0].refused) }),
    fates: Object.fromEntries(names.map(name => [name, 'lost'])),
  })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
