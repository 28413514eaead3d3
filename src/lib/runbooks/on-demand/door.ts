import { until } from '../../aws/index.ts'
import { type FrontDoor, frontDoor, type Leads } from '../../on-demand/door/index.ts'
import { doorDeps, doorOf, doorPlan, isWhole, kindsOf } from '../../resources/on-demand/on-demand-door.ts'
import { inspectWorld } from '../../resources/world.ts'
import type { Context } from '../context.ts'

/** Where the front door leads; undefined where it does not stand yet. */
export async function whereDoorLeads(context: Context): Promise<Leads | undefined> {
  return await (await readDoor(context))?.leads()
}

/** Leads visitors to the services or to the waker; nothing where they are led there already. */
export async function turnDoor(context: Context, to: Leads): Promise<void> {
  await (await readDoor(context))?.turn(to)
}

/** Seconds; Cloud Map learns of a task as soon as it runs. */
const patience = 5 * 60

/** Waits until the front door would find somebody behind it: only then is there anybody to lead visitors to. */
export async function untilFound(context: Context): Promise<void> {
  const { manifest, clock, signal } = context
  const door = await readDoor(context)
  // A door that does not stand is for bootstrap to make; nothing would ever be found behind it.
  if (!door) return
  const what = `${manifest.onDemand!.service} to be found by its front door`
  await until({ clock, signal, what, within: patience }, async () =>
    (await door.finds()) ? true : undefined,
  )
}

/** Undefined where not all of it stands. */
async function readDoor({ manifest, scope, ports }: Context): Promise<FrontDoor | undefined> {
  const plan = doorPlan(manifest)
  const world = await inspectWorld(kindsOf(plan), scope, ports, manifest)
  const door = doorOf(plan, world.standing(doorDeps))
  return isWhole(door) ? frontDoor(door, ports) : undefined
}
