import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { page } from '../paging.ts'
import { findInstance, invalidCombination, invalidState, invalidValue, requireAvailable } from './checks.ts'
import { freeIdentifier, startInstance } from './creation.ts'
import { checkedEngine, exactVersion } from './engines.ts'
import { checkNameIsFree, takeSnapshot } from './snapshots.ts'
import { type Engine, type InstanceRecord, instances, type RdsOperations } from './tables.ts'
import { shownInstance } from './views.ts'

export const instanceOperations = {
  CreateDBInstance(input, call) {
    const { Engine, EngineVersion, MasterUsername, MasterUserPassword, AllocatedStorage = 20 } = input
    const engine = checkedEngine(Engine)
    const version = exactVersion(engine, EngineVersion ?? (engine === 'mysql' ? '8.4' : '17'))
    const identifier = freeIdentifier(call, 'DBInstanceIdentifier', input.DBInstanceIdentifier)
    const username = checkedUsername(engine, MasterUsername)
    if (!input.ManageMasterUserPassword) checkPassword(engine, MasterUserPassword)
    const core = {
      identifier,
      engine,
      version,
      username,
      databaseName: checkedDatabaseName(engine, input.DBName),
      storage: AllocatedStorage,
      encrypted: input.StorageEncrypted ?? false,
    }
    return { DBInstance: shownInstance(startInstance(call, core, input), call) }
  },

  DescribeDBInstances({ DBInstanceIdentifier, Filters = [], Marker, MaxRecords = 100 }, call) {
    const all = DBInstanceIdentifier
      ? [findInstance(call, DBInstanceIdentifier)]
      : call.table(instances).values()
    const wanted = all.filter(one =>
      Filters.every(({ Name = '', Values = [] }) => Values.includes(fieldOf(one, Name))),
    )
    const { items, next } = page(wanted, Marker, MaxRecords)
    return { DBInstances: items.map(one => shownInstance(one, call)), Marker: next }
  },

  DeleteDBInstance(input, call) {
    const instance = findInstance(call, input.DBInstanceIdentifier)
    const { identifier, resourceId, status } = instance
    if (status === 'deleting') throw invalidState(`Instance ${identifier} is already being deleted.`)
    if (instance.deletionProtection) {
      throw invalidCombination(
        'Cannot delete protected DB Instance, please disable deletion protection and try again.',
      )
    }
    finalSnapshot(call, instance, input)
    const gone = call.table(instances).update(identifier, draft => {
      draft.status = 'deleting'
      delete draft.change
    })
    call.schedule(timings.databaseDeleted, 'rds.instance', { identifier, resourceId, step: 'deleted' })
    return { DBInstance: shownInstance(gone, call) }
  },

  RebootDBInstance({ DBInstanceIdentifier }, call) {
    return { DBInstance: pass(call, DBInstanceIdentifier, 'rebooting', timings.databaseRebooted, 'rebooted') }
  },

  StopDBInstance({ DBInstanceIdentifier }, call) {
    return { DBInstance: pass(call, DBInstanceIdentifier, 'stopping', timings.databaseStopped, 'stopped') }
  },

  StartDBInstance({ DBInstanceIdentifier }, call) {
    const { identifier, status } = findInstance(call, DBInstanceIdentifier)
    if (status !== 'stopped')
      throw invalidState(`Instance ${identifier} is not stopped, it cannot be started.`)
    return { DBInstance: shownInstance(start(call, identifier), call) }
  },
} satisfies RdsOperations

export function start(call: Call, identifier: string): InstanceRecord {
  const { resourceId } = findInstance(call, identifier)
  call.schedule(timings.databaseStarted, 'rds.instance', { identifier, resourceId, step: 'started' })
  return call.table(instances).update(identifier, draft => {
    draft.status = 'starting'
    delete draft.restartsAt
  })
}

/** Leaves `available` for a while. */
function pass(call: Call, given: string, status: string, afterMs: number, step: string) {
  const instance = findInstance(call, given)
  requireAvailable(instance)
  const { identifier, resourceId } = instance
  if (instance.change) throw invalidState(`Instance ${identifier} is not in available state.`)
  call.schedule(afterMs, 'rds.instance', { identifier, resourceId, step })
  const changed = call.table(instances).update(identifier, draft => {
    draft.status = status
  })
  return shownInstance(changed, call)
}

interface Deletion {
  readonly SkipFinalSnapshot?: boolean | undefined
  readonly FinalDBSnapshotIdentifier?: string | undefined
}

function finalSnapshot(call: Call, instance: InstanceRecord, deletion: Deletion): void {
  const { SkipFinalSnapshot, FinalDBSnapshotIdentifier: identifier } = deletion
  if (SkipFinalSnapshot && identifier !== undefined)
    throw invalidCombination(
      'FinalDBSnapshotIdentifier can not be specified when deleting a replica instance',
    )
  if (SkipFinalSnapshot) return
  if (identifier === undefined)
    throw invalidCombination('FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.')
  checkNameIsFree(call, identifier.toLowerCase())
  if (instance.status !== 'available' && instance.status !== 'stopped') {
    throw invalidState(
      `Cannot create a snapshot because the database instance ${instance.identifier} is not currently in the available state.`,
    )
  }
  takeSnapshot(call, instance, identifier.toLowerCase(), 'manual')
}

const reservedUsernames: Readonly<Record<Engine, RegExp>> = {
  postgres: /^(admin|rdsadmin|rdsrepladmin|rds_.*|pg_.*|public|user|none)$/i,
  mysql: /^(rdsadmin|rdsrepladmin|mysql\..*)$/i,
}

function checkedUsername(engine: Engine, username: string | undefined): string {
  if (username === undefined)
    throw invalidValue('The parameter MasterUsername must be provided and must not be blank.')
  if (!/^[A-Za-z]\w{0,15}$/.test(username))
    throw invalidValue('The parameter MasterUsername is not a valid identifier.')
  if (reservedUsernames[engine].test(username))
    throw invalidValue(
      `MasterUsername ${username} cannot be used as it is a reserved word used by the engine`,
    )
  return username
}

/** RDS API reference, CreateDBInstance, MasterUserPassword. */
export function checkPassword(engine: Engine, password: string | undefined): void {
  if (password === undefined)
    throw invalidValue('The parameter MasterUserPassword must be provided and must not be blank.')
  const longest = engine === 'mysql' ? 41 : 128
  if (password.length < 8 || password.length > longest) {
    throw invalidValue(
      `The parameter MasterUserPassword is not a valid password because it is ${password.length < 8 ? 'shorter than 8' : `longer than ${longest}`} characters.`,
    )
  }
  if (!/^[!#-.0-?A-~]+$/.test(password)) {
    throw invalidValue(
      `The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '"', ' ' may be used.`,
    )
  }
}

function checkedDatabaseName(engine: Engine, name: string | undefined): string | undefined {
  if (name === undefined) return undefined
  if (!/^[A-Za-z]\w{0,62}$/.test(name))
    throw invalidValue('DBName must begin with a letter and contain only alphanumeric characters.')
  const taken = engine === 'postgres' ? ['postgres', 'rdsadmin', 'template0', 'template1'] : ['mysql', 'sys']
  if (taken.includes(name.toLowerCase()))
    throw invalidValue(`DBName ${name} cannot be used. It is a reserved word for this engine`)
  return name
}

function fieldOf(one: InstanceRecord, filter: string): string {
  if (filter === 'db-instance-id') return one.identifier
  if (filter === 'dbi-resource-id') return one.resourceId
  if (filter === 'engine') return one.engine
  throw invalidValue(`Unrecognized filter name: ${filter}`)
}
