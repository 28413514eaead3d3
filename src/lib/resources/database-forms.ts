import type { Ports } from '../aws/index.ts'
import { type Engine, isAurora } from '../manifest/database-engine.ts'
import { databaseCluster } from './database-cluster.ts'
import type { DatabaseForm, FoundDatabase } from './database-form.ts'
import { databaseInstance } from './database-instance.ts'
import { databaseTags } from './database-names.ts'
import { type DatabaseState, tagOf } from './database-state.ts'
import { idIn, type Scope } from './names.ts'

const forms = { instance: databaseInstance, cluster: databaseCluster } as const

/** How RDS speaks of a database that is wanted, by its engine. */
export function formFor(engine: Engine): DatabaseForm {
  return forms[isAurora(engine) ? 'cluster' : 'instance']
}

/** How RDS speaks of one that stands. */
export function formOf({ form }: DatabaseState): DatabaseForm {
  return forms[form]
}

/**
 * All databases of an environment. One that is the database which the manifest names goes by that name; one that was
 * replaced, or was restored and not switched to, goes by its own identifier.
 */
export async function readDatabases(
  scope: Scope,
  ports: Ports,
): Promise<readonly (readonly [string, DatabaseState])[]> {
  const all = await Promise.all(Object.values(forms).map(form => form.list(ports)))
  const ours = all.flat().filter(({ tags }) => idIn(tags, scope) !== undefined)
  const latestFirst = ours.toSorted((a, b) => sinceOf(b).localeCompare(sinceOf(a)))
  const taken = new Set<string>()
  return latestFirst.map(({ state, tags }) => {
    const id = idIn(tags, scope)!
    // A switch that was interrupted leaves two under one name: the later one has it.
    const own = taken.has(id) ? state.identifier : id
    taken.add(id)
    return [own, { ...state, of: tagOf(tags, databaseTags.of) ?? id }] as const
  })
}

function sinceOf({ tags }: FoundDatabase): string {
  return tagOf(tags, databaseTags.since) ?? ''
}
