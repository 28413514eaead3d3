import type { ResourceAction } from '../events/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
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
}

/** What would have to be done so that what stands is what the manifest wants. Pure. */
export function planFor(resources: readonly AnyResource[], manifest: Manifest, world: World): PlanItem[] {
  return resources.flatMap(resource => {
    const wanted = resource.desired(manifest)
    const unwanted = [...world.of(resource.kind).keys()].filter(id => !(id in wanted))
    return [
      ...Object.entries(wanted).map(([id, want]) => planOne(resource, id, want, world)),
      ...unwanted.map(id => planUnwanted(resource, id, world)),
    ]
  })
}

/** Everything that stands, to be removed; what holds data only where `deleteData` names it (`secret/api-keys`, or `*`). */
export function planTeardown(
  resources: readonly AnyResource[],
  world: World,
  deleteData: ReadonlySet<string>,
): PlanItem[] {
  return resources.flatMap(resource =>
    [...world.of(resource.kind).keys()].map(id => {
      const named = deleteData.has('*') || deleteData.has(id) || deleteData.has(`${resource.kind}/${id}`)
      const item = planUnwanted(resource, id, world)
      return item.action === 'keep' && named && !item.external ? { ...item, action: 'remove' as const } : item
    }),
  )
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

/** Replacements of what others stand on: AWS would refuse each removal for as long as they do. Pure. */
export function impossible(items: readonly PlanItem[], world: World): PlanItem[] {
  const standing = new Set(
    items.filter(({ resource, id }) => world.of(resource.kind).has(id)).map(({ resource }) => resource),
  )
  const carried = new Set(
    [...standing].flatMap(({ deps }) => Object.values<AnyResource>(deps).map(({ kind }) => kind)),
  )
  return items.filter(({ action, resource }) => action === 'replace' && carried.has(resource.kind))
}

function planUnwanted(resource: AnyResource, id: string, world: World): PlanItem {
  const { external, state } = world.of(resource.kind).get(id)!
  const action = external || resource.holdsData?.(state) ? 'keep' : 'remove'
  return { resource, id, action, changes: [], external, name: resource.identify(state) }
}
