import type { ReleaseRecord } from '../../releases/record.ts'
import { openRelease } from '../../releases/records.ts'
import { lastProven } from '../../releases/retention.ts'
import { apply } from '../../resources/graph.ts'
import { openDoor } from '../on-demand/release.ts'
import { draftRelease } from './draft.ts'
import type { Found, Releasing } from './found.ts'
import { movedBy } from './moved-by.ts'
import { moveParts } from './parts/move.ts'
import { standingThings, type WantedPart } from './parts/prepare.ts'
import { pinnedTo, planDefinitions, planRunning, releasedServices } from './plan-release.ts'
import { recover } from './recover.ts'
import { runReleaseCommands } from './release-command.ts'
import { ReleaseInProgress } from './release-in-progress.ts'
import { describeRollOut, rollOut } from './roll-out.ts'
import { smokeSites } from './sites/smoke.ts'
import { type SmokeResult, type SmokeSubjects, smokeTest } from './smoke.ts'

/**
 * Moves everything, watches, tests, and records how it went; takes it all back where something failed.
 * @throws DeployctlError `release.command-failed`, `release.rolled-back`, `release.failed`
 */
export async function carryOut(
  { context, ledger, steps, images, secrets, keep }: Releasing,
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
    const awaited = context.manifest.onDemand?.service
    if (well && awaited && answering.includes(awaited)) await openDoor(context, steps)
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
        keep,
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
