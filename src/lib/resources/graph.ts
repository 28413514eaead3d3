import { awsReason, type Ports, until } from '../aws/index.ts'
import { DeployctlError, type ErrorCode } from '../errors/index.ts'
import type { Clock, Emit } from '../events/index.ts'
import type { Scope } from './names.ts'
import { type PlanItem, planOne } from './plan.ts'
import type { AnyResource, Run } from './resource.ts'
import type { World } from './world.ts'

export interface GraphRun {
  readonly scope: Scope
  readonly ports: Ports
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly emit: Emit
}

/** AWS frees a function's network interfaces up to 45 minutes late. */
const removalPatience = 50 * 60

/**
 * Carries a plan out: creates and updates as soon as what they depend on stands, then removes, in reverse.
 * What fails holds back only what needs it; everything else is finished, and then all failures are thrown as one.
 * @throws DeployctlError `graph.incomplete`, or the failure itself where there is only one
 */
export async function apply(items: readonly PlanItem[], world: World, run: GraphRun): Promise<void> {
  refuseProtected(items, world)
  const wanted = items.filter(({ action, external }) => !external && action !== 'remove' && action !== 'keep')
  const needed = (resource: AnyResource): AnyResource[] => Object.values(resource.deps)
  await walk(wanted, needed, item => settle(current(item, world), world, run), run)
  await removeItems(items, world, run)
}

/** Carries out only the removals of a plan, dependents first. */
export async function removeItems(items: readonly PlanItem[], world: World, run: GraphRun): Promise<void> {
  refuseProtected(items, world)
  const removing = items.filter(({ action }) => action === 'remove')
  const dependents = (resource: AnyResource) =>
    removing.map(item => item.resource).filter(other => needs(other).has(resource.kind))
  await walk(removing, dependents, item => removeOne(item, world, run), run)
}

/** Half an environment is worse than a whole one: what cannot go is known before the first thing goes. */
function refuseProtected(items: readonly PlanItem[], world: World): void {
  for (const { resource, id, action } of items) {
    if (action !== 'remove' && action !== 'replace') continue
    const refusal = resource.refusal?.(world.of(resource.kind).get(id)?.state)
    if (refusal) throw refusal
  }
}

/** Every kind that a resource needs, directly or through others. */
function needs(resource: AnyResource): ReadonlySet<string> {
  const direct: AnyResource[] = Object.values(resource.deps)
  return new Set(direct.flatMap(dep => [dep.kind, ...needs(dep)]))
}

/** Visits items kind by kind, each kind as soon as those before it are done, all items of a kind at once. */
async function walk(
  items: readonly PlanItem[],
  before: (resource: AnyResource) => readonly AnyResource[],
  visit: (item: PlanItem) => Promise<void>,
  { signal }: GraphRun,
): Promise<void> {
  const failures: unknown[] = []
  const visits = new Map<string, Promise<boolean>>()
  const visitKind = (resource: AnyResource): Promise<boolean> => {
    const known = visits.get(resource.kind)
    if (known) return known
    const visiting = (async () => {
      const ready = await Promise.all(before(resource).map(visitKind))
      if (!ready.every(Boolean) || signal.aborted) return false
      const mine = items.filter(item => item.resource.kind === resource.kind)
      const results = await Promise.allSettled(mine.map(visit))
      const failed = results.filter(result => result.status === 'rejected').map(({ reason }) => reason)
      failures.push(...failed)
      return failed.length === 0
    })()
    visits.set(resource.kind, visiting)
    return visiting
  }
  await Promise.all(items.map(item => visitKind(item.resource)))
  signal.throwIfAborted()
  if (failures.length > 0) throw combined(failures)
}

/** The item as it is by now: what it depends on may have been made anew since the plan. */
function current(item: PlanItem, world: World): PlanItem {
  return item.action === 'create' ? item : planOne(item.resource, item.id, item.want, world)
}

async function settle(item: PlanItem, world: World, run: GraphRun): Promise<void> {
  const { resource, id, want } = item
  if (item.action === 'none') return
  await told(item, run, async one => {
    const stands = world.of(resource.kind).get(id)?.state
    if (item.action === 'replace') await removeWhenFree(resource, stands, one)
    const have = item.action === 'replace' ? undefined : stands
    const state = await resource.ensure(want, have, world.standing(resource.deps), one)
    world.set(resource.kind, id, { state, external: false })
  })
}

async function removeOne(item: PlanItem, world: World, run: GraphRun): Promise<void> {
  const { resource, id } = item
  await told(item, run, async one => {
    await removeWhenFree(resource, world.of(resource.kind).get(id)?.state, one)
    world.delete(resource.kind, id)
  })
}

async function removeWhenFree(resource: AnyResource, state: unknown, run: Run): Promise<void> {
  const what = `${resource.kind} ${run.id} to be free`
  await until({ clock: run.clock, signal: run.signal, what, within: removalPatience }, async () => {
    try {
      await resource.remove(state, run)
      return true
    } catch (error) {
      if (awsReason(error) !== 'in-use') throw error
      run.waiting('still in use')
      return undefined
    }
  })
}

async function told(item: PlanItem, run: GraphRun, work: (run: Run) => Promise<void>): Promise<void> {
  const { resource, id } = item
  const action = item.action as Exclude<PlanItem['action'], 'none'>
  const about = { kind: resource.kind, id, name: item.name ?? id }
  const started = run.clock.now()
  run.emit({ type: 'resource.started', ...about, action })
  try {
    await work({ ...run, id, waiting: detail => run.emit({ type: 'resource.waiting', ...about, detail }) })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    run.emit({ type: 'resource.failed', ...about, action, message })
    throw error
  }
  run.emit({ type: 'resource.finished', ...about, action, seconds: (run.clock.now() - started) / 1000 })
}

function combined(failures: readonly unknown[]): unknown {
  if (failures.length === 1) return failures[0]
  const messages = failures.map(failure => (failure instanceof Error ? failure.message : String(failure)))
  return new DeployctlError(codeOf(failures), {
    message: `${failures.length} resources could not be settled:\n${messages.map(message => `  ${message}`).join('\n')}`,
    cause: failures[0],
  })
}

/** Without credentials everything else fails as well: that is what has to be mended first. */
function codeOf(failures: readonly unknown[]): ErrorCode {
  const codes = failures.map(failure => (failure instanceof DeployctlError ? failure.code : undefined))
  const credentials = codes.find(code => code === 'aws.expired-credentials' || code === 'aws.no-credentials')
  if (credentials) return credentials
  return codes.every(code => code === 'aws.denied') ? 'aws.denied' : 'graph.incomplete'
}
