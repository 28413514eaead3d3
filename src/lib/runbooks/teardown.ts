import { DeployctlError } from '../errors/index.ts'
import { step } from '../events/index.ts'
import { inspectLedger, removeLedger } from '../releases/ledger-bucket.ts'
import { readSnapshots } from '../resources/database-snapshots.ts'
import { removeItems } from '../resources/graph.ts'
import { resources } from '../resources/index.ts'
import { ledgerBucketOf } from '../resources/ledger-name.ts'
import { planTeardown } from '../resources/plan.ts'
import { readTagged, type Tagged } from '../resources/tagged.ts'
import { inspectWorld } from '../resources/world.ts'
import type { Context } from './context.ts'
import { declined } from './declined.ts'
import { itemJson, type PlannedItem } from './plan.ts'
import { underLock } from './under-lock.ts'

export interface TeardownInventory {
  readonly remove: readonly PlannedItem[]
  /** Holds data, and was not named. */
  readonly keep: readonly PlannedItem[]
}

export interface TeardownResult extends TeardownInventory {
  readonly project: string
  readonly environment: string
  /** Snapshots that databases left behind, by identifier: nothing removes these. */
  readonly snapshots: readonly string[]
  readonly proof: {
    /** What still stands, by the graph's own reading; only what was kept. */
    readonly standing: number
    /** Resources with this environment's tags that AWS still lists; undefined where its index could not be read. */
    readonly tagged: readonly string[] | undefined
    /** How many resources of others stood before and stand now. */
    readonly untouched: number
    /** Resources of others that stood before and do not now. Nothing of theirs is ever removed here: somebody else did it. */
    readonly vanished: readonly string[]
  }
  readonly seconds: number
}

export interface TeardownOptions {
  /** What may be deleted although it holds data, by id or `kind/id`; `*` is everything. */
  readonly deleteData: ReadonlySet<string>
  readonly confirm: (inventory: TeardownInventory) => Promise<boolean>
}

/**
 * Removes everything of an environment but the data that nobody named, and proves it.
 * Safe to repeat after any failure.
 * @throws DeployctlError `teardown.incomplete` where something is left that should be gone
 */
export async function teardown(
  context: Context,
  { deleteData, confirm }: TeardownOptions,
): Promise<TeardownResult> {
  const { scope, ports, clock } = context
  const started = clock.now()
  const [inventory, before] = await step(
    context,
    'inventory',
    () => Promise.all([takeInventory(context, deleteData), indexOfTags(context)]),
    ([{ remove, keep }]) => `${remove.length} to remove, ${keep.length} to keep`,
  )
  if (inventory.remove.length > 0 && !(await confirm(inventory))) throw declined('teardown')
  await removeAll(context, deleteData)
  await step(
    context,
    'ledger',
    () => removeLedger(scope, ports.s3),
    outcome => `${outcome}`,
  )
  const proof = await step(
    context,
    'proof',
    () => prove(context, deleteData, before),
    ({ standing }) => `${standing} left standing`,
  )
  const { project, environment } = scope
  const left = (await readSnapshots(scope, ports)).filter(({ type }) => type === 'manual')
  const snapshots = left.map(({ identifier }) => identifier)
  return { project, environment, ...inventory, snapshots, proof, seconds: (clock.now() - started) / 1000 }
}

/** What a teardown would remove and keep. Reads only. */
export async function takeInventory(
  { scope, ports }: Context,
  deleteData: ReadonlySet<string>,
): Promise<TeardownInventory> {
  const world = await inspectWorld(resources, scope, ports)
  const items = planTeardown(resources, world, deleteData).map(itemJson)
  return {
    remove: items.filter(({ action }) => action === 'remove'),
    keep: items.filter(({ action }) => action === 'keep'),
  }
}

async function removeAll(context: Context, deleteData: ReadonlySet<string>): Promise<void> {
  const work = async (run: Context) => {
    const world = await inspectWorld(resources, run.scope, run.ports)
    await step(run, 'remove', () => removeItems(planTeardown(resources, world, deleteData), world, run))
  }
  // Where the ledger is gone already, an earlier teardown got that far: nobody can hold a lock in it.
  const ledger = await inspectLedger(context.scope, context.ports.s3)
  await (ledger ? underLock(context, work) : work(context))
}

async function prove(
  context: Context,
  deleteData: ReadonlySet<string>,
  before: Tagged | undefined,
): Promise<TeardownResult['proof']> {
  const [{ remove, keep }, after] = await Promise.all([
    takeInventory(context, deleteData),
    indexOfTags(context),
  ])
  if (remove.length > 0) {
    throw new DeployctlError('teardown.incomplete', {
      message: `${remove.length} resources are left: ${remove.map(({ kind, id }) => `${kind} ${id}`).join(', ')}.`,
      data: { left: remove },
    })
  }
  const others = [...(before?.others ?? [])]
  const vanished = others.filter(arn => after && !after.others.has(arn))
  return {
    standing: keep.length,
    tagged: after && [...after.ours].filter(arn => !isSnapshot(arn)),
    untouched: others.length - vanished.length,
    vanished,
  }
}

/** A snapshot of a database, which is told apart. */
function isSnapshot(arn: string): boolean {
  return /^arn:[^:]+:rds:[^:]+:\d+:(cluster-)?snapshot:/.test(arn)
}

/** The second witness: the graph's own reading comes first, so that a teardown does not fail for want of this one. */
async function indexOfTags({ scope, ports, emit }: Context): Promise<Tagged | undefined> {
  try {
    const { ours, others } = await readTagged(scope, ports)
    // The project's ledger belongs to all its environments, and goes with the last of them.
    return { ours, others: new Set([...others].filter(arn => !arn.endsWith(`:${ledgerBucketOf(scope)}`))) }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    emit({ type: 'warning', message: `AWS's index of tags could not be read: ${why}` })
    return undefined
  }
}
