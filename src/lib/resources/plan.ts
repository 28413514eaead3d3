import type { ResourceAction } from '../events/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { keepTogether } from './keeping.ts'
import type { AnyResource, Change } from './resource.ts'
import type { World } from './world.ts'

export interface PlanItem {
  readonly resource: AnyResource
  readonly id: string
  readonly action: ResourceAction | 'none'
  readonly changes: readonly Change[]
  /** AWS's name of what stands; absent where nothing does. */
  readonly name?: string
  readonly external: boolean
  readonly want?: unknown
  /** Why it is kept, where nobody wants it any more: `data is in it`, `database main stands on it`; or why it may go. */
  readonly why?: string
}

/** What would have to be done so that what stands is what the manifest wants. Pure. */
export function planFor(resources: readonly AnyResource[], manifest: Manifest, world: World): PlanItem[] {
  const items = resources.flatMap(resource => {
    const wanted = resource.desired(manifest)
    const unwanted = [...world.of(resource.kind).keys()].filter(id => !(id in wanted))
    return [
      ...Object.entries(wanted).map(([id, want]) => planOne(resource, id, want, world)),
      ...unwanted.map(id => keptInUse(planUnwanted(resource, id, world), world)),
    ]
  })
  return keepTogether(items, world)
}

/**
 * Everything that stands, to be removed; what holds data only where `deleteData` names it (`secret/api-keys`, or `*`),
 * and then what that stands on neither.
 */
export function planTeardown(
  resources: readonly AnyResource[],
  world: World,
  deleteData: ReadonlySet<string>,
): PlanItem[] {
  const items = resources.flatMap(resource =>
    [...world.of(resource.kind).keys()].map(id => {
      const named = deleteData.has('*') || deleteData.has(id) || deleteData.has(`${resource.kind}/${id}`)
      const { why, ...item } = planUnwanted(resource, id, world)
      return why && named ? { ...item, action: 'remove' as const } : { ...item, ...(why && { why }) }
    }),
  )
  return keepTogether(items, world)
}

/** What one resource comes to, as the world stands. Pure. */
export function planOne(resource: AnyResource, id: string, want: unknown, world: World): PlanItem {
  const stands = world.of(resource.kind).get(id)
  if (!stands) return { resource, id, want, action: 'create', changes: [], external: false }
  const { external, state } = stands
  const changes = external ? [] : resource.diff(want, state, world.standing(resource.deps))
  const action = changes.length === 0 ? 'none' : changes.some(change => change.replace) ? 'replace' : 'update'
  return { resource, id, want, action, changes, external, name: resource.identify(state) }
}

/**
 * Replacements of what others stand on, since AWS would refuse each removal for as long as they do; and of what holds
 * data, since it would be lost. Pure.
 */
export function impossible(items: readonly PlanItem[], world: World): PlanItem[] {
  const standing = new Set(
    items.filter(({ resource, id }) => world.of(resource.kind).has(id)).map(({ resource }) => resource),
  )
  const carried = new Set(
    [...standing].flatMap(({ deps }) => Object.values<AnyResource>(deps).map(({ kind }) => kind)),
  )
  const holdsData = ({ resource, id }: PlanItem) =>
    resource.holdsData?.(world.of(resource.kind).get(id)?.state) ?? false
  return items.filter(
    item => item.action === 'replace' && (carried.has(item.resource.kind) || holdsData(item)),
  )
}

/** What runs is moved by a deploy, and AWS would refuse to remove what it uses. */
function keptInUse(item: PlanItem, world: World): PlanItem {
  const { resource, id, action } = item
  const why = action === 'remove' ? resource.inUse?.(world.of(resource.kind).get(id)?.state) : undefined
  return why === undefined ? item : { ...item, action: 'keep', why }
}

function planUnwanted(resource: AnyResource, id: string, world: World): PlanItem {
  const { external, state } = world.of(resource.kind).get(id)!
  const item = { resource, id, changes: [], external, name: resource.identify(state) }
  if (external) return { ...item, action: 'keep' }
  if (resource.holdsData?.(state)) return { ...item, action: 'keep', why: 'data is in it' }
  const why = resource.dispensable?.(state)
  return { ...item, action: 'remove', ...(why && { why }) }
}
