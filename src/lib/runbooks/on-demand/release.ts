import { readCounts, writeCounts } from '../../releases/counts.ts'
import type { Ledger } from '../../releases/ledger.ts'
import type { Context } from '../context.ts'
import { readScaled, setCounts, suspendScaling } from '../live/counts.ts'
import { readLive } from '../live/standing.ts'
import type { TimedSteps } from '../release/timed-steps.ts'
import { countsToWake } from '../wake.ts'
import { startDatabases } from './databases.ts'
import { turnDoor, untilFound } from './door.ts'
import { noteAwake, noteWake } from './start.ts'

/**
 * Where a release is to be tested at once, wakes what sleeps, so that what is rolled out runs. Nobody waits for what
 * was released before: its tasks are replaced as they come.
 * @returns whether something slept
 */
export async function wakeForRelease(
  context: Context,
  ledger: Ledger,
  { step }: Pick<TimedSteps, 'step'>,
): Promise<boolean> {
  const { manifest } = context
  if (!manifest.onDemand?.startOnDeploy) return false
  const live = await readLive(context, Object.keys(manifest.services))
  if (live.get(manifest.onDemand.service)?.desired !== 0) return false
  await step('wake', async () => {
    await noteWake(context)
    await startDatabases(context)
    await setCounts(context, live, countsToWake(manifest, await readCounts(ledger), live))
    await suspendScaling(context, await readScaled(context, [...live.keys()]), false)
    await writeCounts(ledger, {})
  })
  return true
}

/** Leads visitors to what was released and runs. */
export async function openDoor(context: Context, { step }: Pick<TimedSteps, 'step'>): Promise<void> {
  await step('open the door', async () => {
    await untilFound(context)
    await turnDoor(context, 'service')
    await noteAwake(context)
  })
}
