import type { PlanItem } from './plan.ts'
import type { AnyResource, Standing } from './resource.ts'
import type { World } from './world.ts'

/**
 * What is kept because data is in it keeps what it stands on, down to the VPC, and its own traits. Everything else goes
 * as planned. Pure.
 */
export function keepTogether(items: readonly PlanItem[], world: World): PlanItem[] {
  const kept = items.filter(({ action, external }) => action === 'keep' && !external)
  const reasons = new Map<string, string>()
  const visit = (resource: AnyResource, id: string): void => {
    for (const below of foundations(resource, id, world)) {
      const key = keyOf(below)
      if (reasons.has(key)) continue
      reasons.set(key, `${resource.kind} ${id} stands on it`)
      visit(below.resource, below.id)
    }
  }
  for (const { resource, id } of kept) visit(resource, id)
  const staying = new Set(items.filter(({ action }) => action !== 'remove').map(keyOf))
  return items.map(item => {
    if (item.action !== 'remove') return item
    const why = reasons.get(keyOf(item)) ?? traitReason(item, staying)
    return why === undefined ? item : { ...item, action: 'keep', why }
  })
}

type Item = Pick<PlanItem, 'resource' | 'id'>

function keyOf({ resource, id }: Item): string {
  return `${resource.kind}/${id}`
}

/** What one that stands cannot do without, of all that stands. */
function foundations(resource: AnyResource, id: string, world: World): Item[] {
  const stands = world.of(resource.kind).get(id)
  if (!stands || stands.external) return []
  const deps: Readonly<Record<string, AnyResource>> = resource.deps
  const standing = world.standing(deps) as Standing<typeof deps>
  const needed = resource.standsOn?.(id, stands.state, standing) ?? {}
  return Object.entries(deps).flatMap(([name, dep]) => {
    const all = [...world.of(dep.kind)].filter(([, { external }]) => !external).map(([one]) => one)
    const ids = needed[name]
    return all.filter(one => ids?.includes(one) ?? true).map(one => ({ resource: dep, id: one }))
  })
}

function traitReason({ resource, id }: Item, staying: ReadonlySet<string>): string | undefined {
  const { traitOf } = resource
  if (!traitOf || !staying.has(`${traitOf.kind}/${id}`)) return undefined
  return `a part of ${traitOf.kind} ${id}`
}
