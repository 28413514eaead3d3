import type { Manifest } from '../manifest/schema/manifest.ts'
import { readCounts } from '../releases/counts.ts'
import { type Ledger, openLedger } from '../releases/ledger.ts'
import { proveByNotes } from '../releases/proof.ts'
import type { ReleaseRecord } from '../releases/record.ts'
import { closeAbandoned, listReleases, openRelease } from '../releases/records.ts'
import { onlyThings, type ReleasedThings } from '../releases/released-things.ts'
import { lastProven } from '../releases/retention.ts'
import { apply } from '../resources/graph.ts'
import { resources } from '../resources/index.ts'
import { inspectWorld, type World } from '../resources/world.ts'
import type { Context } from './context.ts'
import { givenImages } from './image-jobs.ts'
import { readLive } from './live/standing.ts'
import { preflight } from './preflight.ts'
import { draftRelease } from './release/draft.ts'
import { describeImages, obtainImages, type ReleaseImages } from './release/obtain-images.ts'
import { choose } from './release/parts/choose.ts'
import { moveParts } from './release/parts/move.ts'
import {
  differing,
  prepareParts,
  type ReadyPart,
  standingThings,
  type WantedPart,
  wantedParts,
} from './release/parts/prepare.ts'
import {
  leftAlone,
  movedBy,
  pinnedTo,
  planDefinitions,
  planRunning,
  releasedServices,
} from './release/plan-release.ts'
import { recover } from './release/recover.ts'
import { runReleaseCommands } from './release/release-command.ts'
import { ReleaseInProgress } from './release/release-in-progress.ts'
import { describeRollOut, rollOut } from './release/roll-out.ts'
import { smokeSites } from './release/sites/smoke.ts'
import { type SmokeResult, type SmokeSubjects, smokeTest } from './release/smoke.ts'
import { tidy } from './release/tidy.ts'
import { type TimedSteps, timedSteps } from './release/timed-steps.ts'
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
    return release({ context: locked, ledger, steps, images, parts, secrets: ready.secretVersions, options })
  })
}

interface Releasing {
  readonly context: Context
  readonly ledger: Ledger
  readonly steps: TimedSteps
  readonly images: ReleaseImages
  readonly parts: readonly ReadyPart[]
  readonly secrets: ReleaseRecord['secrets']
  readonly options: DeployOptions
}

/** What stands and what was, as a release finds it. */
interface Found {
  readonly world: World
  readonly records: readonly ReleaseRecord[]
  readonly wanted: readonly WantedPart[]
  /** Put to sleep by `sleep`, and not woken since. */
  readonly asleep: boolean
}

/** Under the lock, with all images known: from here on things move. */
async function release(releasing: Releasing): Promise<DeployResult> {
  const { context, ledger, steps } = releasing
  const { manifest, scope, ports } = context
  const [world, records, remembered] = await Promise.all([
    inspectWorld(resources, scope, ports, manifest),
    readReleases(manifest, ledger),
    readCounts(ledger),
  ])
  const pinned = pinnedTo(manifest, releasing.images)
  const wanted = await wantedParts(releasing.parts, { world, pinned, records })
  const found = { world, records, wanted, asleep: Object.keys(remembered).length > 0 }
  const left = leftAlone(manifest, world)
  await closeAbandoned(ledger, records)
  const result = { left, timings: steps.timings }
  if (await settled(releasing, found)) {
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
  const { record, smoke } = await carryOut(releasing, found)
  await tidy(context, ledger, world, records, record)
  const { number, services } = record
  return { ...result, ...onlyThings(record), outcome: 'succeeded', release: number, services, smoke }
}

/** Whether everything is as wanted, and the last release proved it; anything unfinished is to be seen to its end. */
async function settled(
  { context, images }: Releasing,
  { world, records, wanted, asleep }: Found,
): Promise<boolean> {
  const pinned = pinnedTo(context.manifest, images)
  const planned = [...planDefinitions(pinned, world), ...planRunning(pinned, world, asleep)]
  if (planned.length > 0 || differing(wanted) || records[0]?.outcome !== 'succeeded') return false
  const live = await readLive(context, [...images.keys()])
  return [...live.values()].every(({ rollout }) => rollout === 'COMPLETED')
}

async function carryOut(
  { context, ledger, steps, images, secrets, options }: Releasing,
  { world, records, wanted, asleep }: Found,
): Promise<{ record: ReleaseRecord; smoke: SmokeResult[] }> {
  const pinned = pinnedTo(context.manifest, images)
  const previous = lastProven(records)
  const begun = draftRelease(context, { kind: 'deploy', services: {}, secrets })
  const open = await openRelease(ledger, begun, records)
  const release = new ReleaseInProgress(ledger, context, steps, open)
  context.emit({ type: 'notice', message: `Release ${release.record.number}` })
  try {
    await steps.step('register', () => apply(planDefinitions(pinned, world), world, context))
    const items = planRunning(pinned, world, asleep)
    await runReleaseCommands(context, steps, movedBy(items), world)
    const running = releasedServices(images, movedBy(items), world, records)
    await release.update({ services: running, ...standingThings(records) })
    const services = [...images.keys()]
    const rolledOut = await steps.step(
      'roll out',
      () => rollOut(context, release, items, world, services),
      describeRollOut,
    )
    const { results } = rolledOut
    const moved = rolledOut.refused === undefined && results.every(({ outcome }) => outcome === 'succeeded')
    const refused = moved ? await moveParts(context, steps, release, wanted) : rolledOut.refused
    const well = moved && refused === undefined
    // Where nothing runs, as in an environment that sleeps, there is nobody to answer.
    const answering = services.filter(name => release.record.services[name]!.desired > 0)
    const subjects = { services: answering, ...movedFunctions(wanted) }
    const smoke = well
      ? [
          ...(await smokeTest(context, steps, subjects, world)),
          ...(await smokeSites(context, steps, wanted, world)),
        ]
      : []
    if (!well || smoke.some(({ wrong }) => wrong)) {
      await recover({
        context,
        ledger,
        steps,
        release,
        previous,
        results,
        refused,
        smoke,
        keep: options.keep,
      })
    }
    return { record: await release.close('succeeded'), smoke }
  } catch (error) {
    return release.fail(error)
  }
}

/** The functions of a release, and those of them that it moves. Pure. */
function movedFunctions(wanted: readonly WantedPart[]): Omit<SmokeSubjects, 'services'> {
  const { things = {} } = wanted.find(({ part }) => part.name === 'functions') ?? {}
  const moved = Object.entries(things).filter(([, { outcome }]) => outcome !== 'unchanged')
  return { functions: Object.keys(things), moved: new Set(moved.map(([name]) => name)) }
}

/** Of what sleeps on demand, the waker has seen more than the records tell. */
async function readReleases(
  { onDemand, releases }: Manifest,
  ledger: Ledger,
): Promise<readonly ReleaseRecord[]> {
  const records = await listReleases(ledger, releases.keep + 20)
  return onDemand ? await proveByNotes(ledger, records) : records
}
