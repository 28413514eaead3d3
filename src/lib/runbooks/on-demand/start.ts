import type { Manifest } from '../../manifest/schema/manifest.ts'
import type { Breakdown, Wake } from '../../on-demand/cloud/notes.ts'
import { breakdownOf } from '../../on-demand/cloud/tasks.ts'
import { notesAwake } from '../../on-demand/settle.ts'
import { notesAsleep, notesStaying } from '../../on-demand/stopping.ts'
import { openLedger } from '../../releases/ledger.ts'
import { clusterNameOf } from '../../resources/cluster.ts'
import type { Context } from '../context.ts'
import { ecsServiceName } from '../live/standing.ts'
import { changeNotes, readNotes } from './notes.ts'
import { type Remedy, remediesFor } from './remedies.ts'

/** Milliseconds for which no visitor begins another wake. */
const lease = 60_000

/** Where the seconds of a start went, and what would spare most of them. */
export interface ColdStart {
  readonly breakdown: Breakdown
  readonly remedies: readonly Remedy[]
}

/**
 * Tells the functions that somebody wakes it already, and that a stop which is under way is not wanted any more.
 * @param more `databases`: seconds that they took, once they are there; `awaitsDatabases`: the functions go on with it
 */
export async function noteWake(
  { scope, ports, clock }: Context,
  more: Pick<Wake, 'databases' | 'awaitsDatabases'> = {},
): Promise<void> {
  const at = clock.now()
  const wake = { at, until: at + lease, by: 'command', ...more }
  await changeNotes(openLedger(scope, ports.s3), notes => ({ ...notesStaying(notes), wake }))
}

/** Tells the idler that what it may be about to stop is to stay awake. */
export async function noteStay({ scope, ports }: Context): Promise<void> {
  const ledger = openLedger(scope, ports.s3)
  if ((await readNotes(ledger)).stopping) await changeNotes(ledger, notesStaying)
}

/** Tells them that it answers, and since when; whoever noticed before has told already. */
export async function noteAwake(context: Context): Promise<void> {
  const { scope, ports, clock } = context
  const now = clock.now()
  const newest = await newestTask(context)
  await changeNotes(openLedger(scope, ports.s3), notes => {
    const isTold = notes.awakeSince !== undefined && notes.awakeSince >= (notes.wake?.at ?? 0)
    if (isTold) return notes
    // What nobody noted the wake of is awake since who knows when.
    return notesAwake(notes.wake ? newest : noTask, notes, now)
  })
}

/** Tells them that it sleeps: whoever comes now may begin a wake at once. */
export async function noteAsleep({ scope, ports }: Context): Promise<void> {
  await changeNotes(openLedger(scope, ports.s3), notesAsleep)
}

/** The start that was last noted, with the remedies for it. */
export async function lastColdStart({ manifest, scope, ports }: Context): Promise<ColdStart | undefined> {
  const { lastStart } = await readNotes(openLedger(scope, ports.s3))
  return lastStart && coldStart(lastStart, manifest)
}

/** Pure. */
export function coldStart(
  { databases, capacity, image, container, health }: Breakdown,
  { services, onDemand, ingress }: Pick<Manifest, 'services' | 'onDemand' | 'ingress'>,
): ColdStart {
  const parts = { capacity, image, container, health }
  const breakdown = databases === undefined ? parts : { databases, ...parts }
  return { breakdown, remedies: remediesFor(breakdown, services[onDemand!.service]!, ingress) }
}

const noTask = { breakdown: undefined, startedAt: undefined }

async function newestTask({ manifest, scope, ports, signal }: Context) {
  const cluster = clusterNameOf(manifest)
  const serviceName = ecsServiceName(scope, manifest.onDemand!.service)
  const { taskArns = [] } = await ports.ecs.listTasks({ cluster, serviceName }, { signal })
  if (taskArns.length === 0) return noTask
  const { tasks = [] } = await ports.ecs.describeTasks({ cluster, tasks: taskArns }, { signal })
  const [newest] = tasks.toSorted((a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0))
  return { breakdown: newest && breakdownOf(newest), startedAt: newest?.startedAt?.getTime() }
}
