import { openLedger } from '../releases/ledger.ts'
import type { ReleaseRecord } from '../releases/record.ts'
import { closeAbandoned } from '../releases/records.ts'
import { onlyThings, type ReleasedThings } from '../releases/released-things.ts'
import type { Context } from './context.ts'
import { givenImages } from './image-jobs.ts'
import { wakeForRelease } from './on-demand/release.ts'
import { preflight } from './preflight.ts'
import { carryOut } from './release/carry-out.ts'
import { findStanding, isSettled, type Releasing } from './release/found.ts'
import { describeImages, obtainImages } from './release/obtain-images.ts'
import { choose } from './release/parts/choose.ts'
import { prepareParts } from './release/parts/prepare.ts'
import { leftAlone } from './release/plan-release.ts'
import type { SmokeResult } from './release/smoke.ts'
import { tidy } from './release/tidy.ts'
import { timedSteps } from './release/timed-steps.ts'
import { underLock } from './under-lock.ts'

export interface DeployOptions {
  /** The services, and other things by name, to deploy; all when empty. The others stay as they are, and the release's record names them too. */
  readonly services: readonly string[]
  /** Images by service, that are not built: a name with a tag or a digest, or `sha256:…` of the service's own repository. */
  readonly images: Readonly<Record<string, string>>
  /** Leaves what a failed release moved as it is, for looking into it. */
  readonly keep: boolean
}

export interface DeployResult extends ReleasedThings {
  readonly outcome: 'succeeded' | 'unchanged'
  /** The number of the release that serves; undefined where nothing was ever released. */
  readonly release: number | undefined
  readonly services: ReleaseRecord['services']
  /** Services that stand and that the manifest no longer names. */
  readonly left: readonly string[]
  /** What users' requests came to; [] where nothing was tested. */
  readonly smoke: readonly SmokeResult[]
  readonly timings: ReleaseRecord['timings']
}

/**
 * Brings the manifest's services to life as one release: builds and pushes what changed, runs release commands,
 * rolls out, watches, smoke-tests, records. Safe to repeat after any failure; a rollout found under way is followed.
 * @throws DeployctlError `preflight.failed`, `lock.held`, `release.command-failed`: nothing was moved;
 *   `release.rolled-back`: the release before serves; `release.failed`: half-way; each with its story
 */
export async function deploy(context: Context, options: DeployOptions): Promise<DeployResult> {
  const { services, things } = choose(context.manifest, options.services)
  const given = givenImages(context.manifest, services, options.images)
  const steps = timedSteps(context)
  const ready = await steps.step(
    'preflight',
    () => preflight(context, { services, things, images: given }),
    ({ checks }) => `${checks} checks`,
  )
  return underLock(context, async (locked, lock) => {
    const images = await steps.step('images', () => obtainImages(locked, services, ready), describeImages)
    const ledger = openLedger(locked.scope, locked.ports.s3)
    const parts = await prepareParts({ context: locked, ledger }, steps, things, ready.world)
    // Building takes long, and the machine may have slept meanwhile: nothing moves before the lock is seen again.
    await lock.confirm()
    const { keep } = options
    return release({ context: locked, ledger, steps, images, parts, secrets: ready.secretVersions, keep })
  })
}

/** Under the lock, with all images known: from here on things move. */
async function release(releasing: Releasing): Promise<DeployResult> {
  const { context, ledger, steps } = releasing
  let found = await findStanding(releasing)
  const { world, records } = found
  const left = leftAlone(context.manifest, world)
  await closeAbandoned(ledger, records)
  const result = { left, timings: steps.timings }
  if (await isSettled(releasing, found)) {
    const { number, services } = records[0]!
    return {
      ...result,
      ...onlyThings(records[0]!),
      outcome: 'unchanged',
      release: number,
      services,
      smoke: [],
    }
  }
  if (await wakeForRelease(context, ledger, steps)) found = await findStanding(releasing)
  const { record, smoke } = await carryOut(releasing, found)
  await tidy(context, ledger, world, records, record)
  const { number, services } = record
  return { ...result, ...onlyThings(record), outcome: 'succeeded', release: number, services, smoke }
}
