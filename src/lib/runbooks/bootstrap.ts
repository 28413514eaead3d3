import { DeployctlError } from '../errors/index.ts'
import { step } from '../events/index.ts'
import { ensureLedger } from '../releases/ledger-bucket.ts'
import { apply } from '../resources/graph.ts'
import { impossible } from '../resources/plan.ts'
import type { Context } from './context.ts'
import { declined } from './declined.ts'
import { differs, type GroundPlan, itemJson, type PlannedItem, planGround } from './plan.ts'
import { underLock } from './under-lock.ts'

export interface BootstrapResult {
  readonly project: string
  readonly environment: string
  readonly made: readonly PlannedItem[]
  /** Declared values that nobody has put yet, and services that no deploy has made yet. */
  readonly next: readonly PlannedItem[]
  readonly seconds: number
}

export interface BootstrapOptions {
  /** Asked only where something would be removed or replaced. */
  readonly confirm: (items: readonly PlannedItem[]) => Promise<boolean>
}

/**
 * Makes what the manifest wants of the ground: network, load balancer, roles, repositories, alarms.
 * Safe to repeat after any failure; makes no write where all is well.
 * @throws DeployctlError `graph.incomplete` where some of it could not be made; the rest is
 */
export async function bootstrap(context: Context, { confirm }: BootstrapOptions): Promise<BootstrapResult> {
  const started = context.clock.now()
  const planned = await step(context, 'plan', () => planGround(context), describePlan)
  const made = [planned.ledger, ...planned.ground.map(itemJson)].filter(({ action }) => differs(action))
  refuseImpossible(planned)
  const dangerous = made.filter(({ action }) => action === 'remove' || action === 'replace')
  if (dangerous.length > 0 && !(await confirm(dangerous))) throw declined('bootstrap')
  if (made.length > 0) await make(context, planned)
  const next = planned.items.map(itemJson).filter(({ action, by }) => differs(action) && by !== 'bootstrap')
  const { project, environment } = context.scope
  return { project, environment, made, next, seconds: (context.clock.now() - started) / 1000 }
}

async function make(context: Context, planned: GroundPlan): Promise<void> {
  // The ledger comes first: the lock lies in it.
  await step(
    context,
    'ledger',
    () => ensureLedger(context.scope, context.ports.s3),
    ({ bucket }) => bucket,
  )
  await underLock(context, async locked => {
    // Whoever held the lock until now may have changed what stands; nobody can have where there was no ledger.
    const current = planned.ledger.action === 'create' ? planned : await planGround(locked)
    await step(
      locked,
      'ground',
      () => apply(current.ground, current.world, locked),
      () => `${current.ground.length} resources`,
    )
  })
}

/** @throws DeployctlError `graph.replacement-refused` before anything is changed */
function refuseImpossible({ items, world }: GroundPlan): void {
  const refused = impossible(items, world)
  if (refused.length === 0) return
  const reasons = refused.map(
    ({ resource, id, changes }) => `${resource.kind} ${id} (${changes.map(({ path }) => path).join(', ')})`,
  )
  throw new DeployctlError('graph.replacement-refused', {
    message: `AWS cannot change these in place, and data or other resources stand on them: ${reasons.join('; ')}.`,
    data: { refused: refused.map(itemJson) },
  })
}

function describePlan({ ground, items }: GroundPlan): string {
  return ground.length === 0
    ? `all ${items.length} as wanted`
    : `${ground.length} of ${items.length} to settle`
}
