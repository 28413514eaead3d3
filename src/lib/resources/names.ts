import { createHash } from 'node:crypto'

/** Where a resource belongs. With a logical id it is all that is needed to find one again: there is no state file. */
export interface Scope {
  readonly project: string
  readonly environment: string
  readonly account: string
  readonly region: string
}

/** The part of a scope that names are made of; a manifest has it too. */
export type Owner = Pick<Scope, 'project' | 'environment'>

export const tagKeys = {
  project: 'deployctl:project',
  environment: 'deployctl:environment',
  id: 'deployctl:id',
} as const

/** The deterministic AWS name of a resource: `sipai-prod-api`. */
export function nameOf(scope: Owner, id: string, limit = 255): string {
  return shorten(`${scope.project}-${scope.environment}-${id}`, limit)
}

/** The three tags that every resource carries, by key. */
export function tagsOf(scope: Owner, id: string): Record<string, string> {
  return {
    [tagKeys.project]: scope.project,
    [tagKeys.environment]: scope.environment,
    [tagKeys.id]: id,
  }
}

/** The same tags as most of AWS's services take them. */
export function tagList(scope: Owner, id: string): { Key: string; Value: string }[] {
  return Object.entries(tagsOf(scope, id)).map(([Key, Value]) => ({ Key, Value }))
}

export interface AnyTag {
  Key?: string | undefined
  Value?: string | undefined
  key?: string | undefined
  value?: string | undefined
}

/** The logical id in a list of tags; undefined where the resource belongs to somebody else. */
export function idIn(tags: readonly AnyTag[] | undefined, scope: Owner): string | undefined {
  const byKey = new Map(tags?.map(tag => [tag.Key ?? tag.key, tag.Value ?? tag.value]))
  const ours =
    byKey.get(tagKeys.project) === scope.project && byKey.get(tagKeys.environment) === scope.environment
  return ours ? byKey.get(tagKeys.id) : undefined
}

/** Shortens a name to what AWS takes, keeping it unique and the same every time. */
export function shorten(name: string, limit: number): string {
  if (name.length <= limit) return name
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 6)
  return `${name.slice(0, limit - 7).replace(/-+$/, '')}-${digest}`
}
