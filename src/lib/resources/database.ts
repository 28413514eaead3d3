import { DeployctlError } from '../errors/index.ts'
import { capacityOf } from '../manifest/database-capacity.ts'
import { isAurora } from '../manifest/database-engine.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { type DatabaseSpec, type DatabaseSurroundings, databaseChanges } from './database-diff.ts'
import { formFor, readDatabases } from './database-forms.ts'
import { databaseParameterGroup, parameterGroupId } from './database-parameter-group.ts'
import { removeDatabase, untilGone } from './database-removal.ts'
import { databaseSecret } from './database-secret.ts'
import { createDatabase, settleDatabase } from './database-settling.ts'
import type { DatabaseState } from './database-state.ts'
import { databaseSubnetGroup } from './database-subnet-group.ts'
import { defineResource, type Lookup, type Standing } from './resource.ts'
import { securityGroup } from './security-group.ts'

const deps = { databaseSubnetGroup, databaseParameterGroup, databaseSecret, securityGroup }
export type DatabaseDeps = typeof deps
const day = 86_400

/** An RDS instance or a cluster of Aurora: encrypted, private, backed up, and kept by all but a teardown that names it. */
export const database = defineResource<DatabaseSpec, DatabaseState, DatabaseDeps>({
  kind: 'database',
  stage: 'bootstrap',
  deps,

  // One on its way out has left its data in a snapshot.
  holdsData: ({ status }) => status !== 'deleting',

  standsOn: (_id, have, { databaseSubnetGroup, databaseParameterGroup, securityGroup }) => ({
    databaseSubnetGroup: idsWhere(databaseSubnetGroup, ({ name }) => name === have.subnetGroup),
    databaseParameterGroup: idsWhere(databaseParameterGroup, ({ name }) => name === have.parameterGroup),
    databaseSecret: [have.of],
    securityGroup: idsWhere(securityGroup, ({ groupId }) => have.securityGroups.includes(groupId)),
  }),

  desired: manifest =>
    Object.fromEntries(Object.keys(manifest.databases).map(id => [id, specOf(id, manifest)])),

  inspect: async (scope, ports) => Object.fromEntries(await readDatabases(scope, ports)),

  async adopt({ existing, engine }, ports) {
    if (existing === undefined) return undefined
    const found = (await formFor(engine).find(existing, existing, ports))?.state
    if (found?.engine === engine) return found
    throw new DeployctlError('preflight.existing-missing', {
      message: found
        ? `databases.existing names ${existing}, which speaks ${found.engine}, not ${engine}.`
        : `databases.existing names ${existing}, which is not in this account and region.`,
    })
  },

  diff: (want, have, deps) => databaseChanges(want, have, surroundings(want, deps)),

  async ensure(want, have, deps, run) {
    const around = surroundings(want, deps)
    const isGoing = have?.status === 'deleting'
    if (isGoing) await untilGone(have, run)
    const standing = isGoing ? undefined : have?.identifier
    const { arn } = deps.databaseSecret.of(run.id)
    const identifier = standing ?? (await createDatabase(want, around, arn, run))
    return settleDatabase(want, identifier, around, run)
  },

  remove: async (have, run) => void (await removeDatabase(have, run)),

  identify: ({ identifier }) => identifier,
})

export function surroundings(want: DatabaseSpec, deps: Standing<DatabaseDeps>): DatabaseSurroundings {
  const group = deps.securityGroup.get('databases')
  return {
    subnetGroup: deps.databaseSubnetGroup.get('main')?.name,
    securityGroups: group ? [group.groupId] : [],
    // What does not stand yet shows by its logical id.
    parameterGroup:
      want.parameterGroup &&
      (deps.databaseParameterGroup.get(want.parameterGroup)?.name ?? want.parameterGroup),
  }
}

function specOf(id: string, manifest: Manifest): DatabaseSpec {
  const one = manifest.databases[id]!
  const { engine, version, class: instanceClass, storage, multiZone, readers } = one
  const common = {
    engine,
    version,
    backupDays: one.backups / day,
    deletionProtection: one.deletionProtection,
    username: one.username,
    name: one.name,
    parameterGroup: parameterGroupId(id, one),
    existing: one.existing,
  }
  return isAurora(engine)
    ? { form: 'cluster', ...common, capacity: capacityOf(manifest, id), readers }
    : { form: 'instance', ...common, class: instanceClass, storage, multiZone }
}

function idsWhere<State>(lookup: Lookup<State>, matches: (state: State) => boolean): string[] {
  return lookup
    .entries()
    .filter(([, state]) => matches(state))
    .map(([id]) => id)
}
