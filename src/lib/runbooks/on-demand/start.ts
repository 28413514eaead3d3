import type { Manifest } from '../../manifest/schema/manifest.ts'
import type { Breakdown } from '../../on-demand/cloud/notes.ts'
import { breakdownOf } from '../../on-demand/cloud/tasks.ts'
import { openLedger } from '../../releases/ledger.ts'
import { clusterNameOf } from '../../resources/cluster.ts'
import type { Context } from '../context.ts'
import { ecsServiceName } from '../live/standing.ts'
import { changeNotes, type Notes, readNotes } from './notes.ts'
import { type Remedy, remediesFor } from './remedies.ts'

/** Milliseconds for which no visitor begins another wake. */
const lease = 60_000

/** Where the seconds of a start went, and what would spare most of them. */
export interface ColdStart {
  readonly breakdown: Breakdown
  readonly remedies: readonly Remedy[]
}

/**
 * Tells the functions that somebody wakes it already.
 * @param databases seconds that its databases took, once they are there: whoever sees the start's end tells of them
 */
export async function noteWake({ scope, ports, clock }: Context, databases?: number): Promise<void> {
  const at = clock.now()
  const wake = { at, until: at + lease, by: 'command', ...(databases !== undefined && { databases }) }
  await changeNotes(openLedger(scope, ports.s3), notes => ({ ...notes, wake }))
}

/** Tells them that it answers, and since when; whoever noticed before has told already. */
export async function noteAwake(context: Context, databases: number | undefined): Promise<Notes> {
  const { scope, ports, clock } = context
  const ledger = openLedger(scope, ports.s3)
  const now = clock.now()
  const lastStart = await lastStartOf(context, now, databases)
  return await changeNotes(ledger, notes => {
    const begun = notes.wake?.at ?? 0
    const isTold = notes.awakeSince !== undefined && notes.awakeSince >= begun
    return isTold ? notes : { ...notes, awakeSince: now, ...(lastStart && { lastStart }) }
  })
}

/** Tells them that it sleeps: whoever comes now may begin a wake at once. */
export async function noteAsleep({ scope, ports }: Context): Promise<void> {
  await changeNotes(openLedger(scope, ports.s3), ({ awakeSince: _, stopping: __, wake, ...notes }) => ({
    ...notes,
    ...(wake && { wake: { at: wake.at, by: wake.by, until: 0 } }),
  }))
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

async function lastStartOf(
  { manifest, scope, ports, signal }: Context,
  now: number,
  databases: number | undefined,
): Promise<Notes['lastStart']> {
  const cluster = clusterNameOf(manifest)
  const serviceName = ecsServiceName(scope, manifest.onDemand!.service)
  const { taskArns = [] } = await ports.ecs.listTasks({ cluster, serviceName }, { signal })
  if (taskArns.length === 0) return undefined
  const { tasks = [] } = await ports.ecs.describeTasks({ cluster, tasks: taskArns }, { signal })
  const [newest] = tasks.toSorted((a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0))
  const parts = newest && breakdownOf(newest)
  if (!parts || !newest.startedAt) return undefined
  const health = Math.max(0, Math.round((now - newest.startedAt.getTime()) / 100) / 10)
  return { ...(databases === undefined ? {} : { databases }), ...parts, health, at: now }
}
