import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { page } from '../paging.ts'
import { findInstance, invalidCombination, invalidState, invalidValue, requireAvailable } from './checks.ts'
import { addMember, letGo } from './clusters/members.ts'
import { freeIdentifier, startInstance } from './creation.ts'
import { checkedDatabaseName, checkedUsername, checkPassword } from './credentials.ts'
import { checkedEngine, isAurora } from './engines.ts'
import { checkNameIsFree, takeSnapshot } from './snapshots.ts'
import { type InstanceRecord, instances, type RdsOperations } from './tables.ts'
import { type Deletion, finalSnapshotName } from './taken-snapshots.ts'
import { exactVersion, usual } from './versions.ts'
import { shownInstance } from './views.ts'

export const instanceOperations = {
  CreateDBInstance(input, call) {
    const { Engine, EngineVersion, MasterUsername, MasterUserPassword, AllocatedStorage = 20 } = input
    const engine = checkedEngine(Engine)
    if (input.DBClusterIdentifier) return { DBInstance: shownInstance(addMember(call, engine, input), call) }
    if (isAurora(engine))
      throw invalidCombination(`DBClusterIdentifier is required for an instance of the engine ${engine}.`)
    const version = exactVersion(engine, EngineVersion ?? usual[engine])
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
    if (instance.cluster) letGo(call, instance, input.FinalDBSnapshotIdentifier)
    else finalSnapshot(call, instance, input)
    const gone = call.table(instances).update(identifier, draft => {
      draft.status = 'deleting'
      delete draft.change
    })
    const afterMs = instance.cluster ? timings.databaseMemberDeleted : timings.databaseDeleted
    call.schedule(afterMs, 'rds.instance', { identifier, resourceId, step: 'deleted' })
    return { DBInstance: shownInstance(gone, call) }
  },

  RebootDBInstance({ DBInstanceIdentifier }, call) {
    return { DBInstance: pass(call, DBInstanceIdentifier, 'rebooting', timings.databaseRebooted, 'rebooted') }
  },

  StopDBInstance({ DBInstanceIdentifier }, call) {
    checkStandsAlone(findInstance(call, DBInstanceIdentifier))
    return { DBInstance: pass(call, DBInstanceIdentifier, 'stopping', timings.databaseStopped, 'stopped') }
  },

  StartDBInstance({ DBInstanceIdentifier }, call) {
    const instance = findInstance(call, DBInstanceIdentifier)
    const { identifier, status } = instance
    checkStandsAlone(instance)
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

/** Members stop and start with their cluster. */
function checkStandsAlone({ cluster, engine }: InstanceRecord): void {
  if (cluster !== undefined)
    throw invalidCombination(`${engine} DB instances are not eligible for stopping and starting.`)
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

function finalSnapshot(call: Call, instance: InstanceRecord, deletion: Deletion): void {
  const refusal = 'FinalDBSnapshotIdentifier can not be specified when deleting a replica instance'
  const identifier = finalSnapshotName(deletion, refusal)
  if (identifier === undefined) return
  checkNameIsFree(call, identifier)
  if (instance.status !== 'available' && instance.status !== 'stopped') {
    throw invalidState(
      `Cannot create a snapshot because the database instance ${instance.identifier} is not currently in the available state.`,
    )
  }
  takeSnapshot(call, instance, identifier, 'manual')
}

function fieldOf(one: InstanceRecord, filter: string): string {
  if (filter === 'db-instance-id') return one.identifier
  if (filter === 'dbi-resource-id') return one.resourceId
  if (filter === 'db-cluster-id') return one.cluster ?? ''
  if (filter === 'engine') return one.engine
  throw invalidValue(`Unrecognized filter name: ${filter}`)
}
