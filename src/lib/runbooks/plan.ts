import type { ResourceAction } from '../events/index.ts'
import { inspectLedger } from '../releases/ledger-bucket.ts'
import { requireHostedZone } from '../resources/hosted-zone.ts'
import { resources } from '../resources/index.ts'
import { type PlanItem, planFor } from '../resources/plan.ts'
import type { Change } from '../resources/resource.ts'
import { inspectWorld, type World } from '../resources/world.ts'
import type { Context } from './context.ts'
import { liveManifest } from './live-manifest.ts'
import { type PlanCost, planCost } from './plan-cost.ts'

/** A plan's item as results show it. */
export interface PlannedItem {
  readonly kind: string
  readonly id: string
  readonly action: ResourceAction | 'none'
  readonly name?: string | undefined
  readonly changes: readonly Change[]
  /** Why it is kept, where nobody wants it any more: `data is in it`, `database main stands on it`. */
  readonly why?: string | undefined
  /** Somebody else made it: used, never changed. */
  readonly external: boolean
  /** The command that does it. */
  readonly by: 'bootstrap' | 'secrets put' | 'deploy'
}

export interface PlanResult {
  readonly project: string
  readonly environment: string
  readonly account: string
  readonly region: string
  /** How many items differ; what only the first deploy can make is not counted. */
  readonly changes: number
  readonly items: readonly PlannedItem[]
  /** Absent where no prices of the region are known. */
  readonly monthly?: PlanCost
}

export interface GroundPlan {
  readonly world: World
  /** Everything, for showing. */
  readonly items: readonly PlanItem[]
  /** What `bootstrap` itself would do. */
  readonly ground: readonly PlanItem[]
  readonly ledger: PlannedItem
  readonly released: boolean
}

const commandOf = { bootstrap: 'bootstrap', secrets: 'secrets put', deploy: 'deploy' } as const

/** While an environment sleeps its scaling differs from the manifest on purpose. */
const besidesScaling = resources.filter(({ deps }) => !('service' in deps || 'scalingTarget' in deps))

/** What stands against what the manifest wants. Reads only. */
export async function plan(context: Context): Promise<PlanResult> {
  const planned = await planGround(context)
  const { project, environment, account, region } = context.scope
  const items = [planned.ledger, ...planned.items.map(itemJson)]
  const counted = items.filter(
    ({ action, by }) => differs(action) && (by === 'bootstrap' || (by === 'deploy' && planned.released)),
  )
  const monthly = await planCost(context.manifest, planned.world)
  return {
    project,
    environment,
    account,
    region,
    changes: counted.length,
    items,
    ...(monthly ? { monthly } : {}),
  }
}

/**
 * Reads the world and plans: the ground is made and changed here, while anything that is unwanted may go.
 * @throws DeployctlError `preflight.existing-missing`, `preflight.hosted-zone` where what it is to stand on does not
 */
export async function planGround(context: Context): Promise<GroundPlan> {
  const { scope, ports } = context
  const live = await liveManifest(context)
  const [world, bucket] = await Promise.all([
    inspectWorld(resources, scope, ports, live.manifest),
    inspectLedger(scope, ports.s3),
    requireHostedZone(live.manifest, scope.account, ports),
  ])
  const items = planFor(live.asleep ? besidesScaling : resources, live.manifest, world)
  const ground = items.filter(
    ({ resource, action }) => differs(action) && (resource.stage === 'bootstrap' || action === 'remove'),
  )
  return { world, items, ground, released: live.released, ledger: ledgerItem(bucket) }
}

export function itemJson({ resource, id, action, name, changes, why, external }: PlanItem): PlannedItem {
  return {
    kind: resource.kind,
    id,
    action,
    name,
    changes,
    ...(why && { why }),
    external,
    by: action === 'remove' ? 'bootstrap' : commandOf[resource.stage],
  }
}

export function differs(action: PlanItem['action']): boolean {
  return action !== 'none' && action !== 'keep'
}

/** The ledger belongs to the project, not to an environment, so it is no part of the graph. */
function ledgerItem(bucket: Awaited<ReturnType<typeof inspectLedger>>): PlannedItem {
  const about = { kind: 'ledger-bucket', id: 'main', external: false, by: 'bootstrap' } as const
  if (!bucket) return { ...about, action: 'create', changes: [] }
  const changes = bucket.unsettled.map(path => ({ path, from: 'unset', to: 'set' }))
  return { ...about, name: bucket.bucket, action: changes.length > 0 ? 'update' : 'none', changes }
}
