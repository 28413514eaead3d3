import type { Capacity } from '../manifest/database-capacity.ts'
import type { Engine } from '../manifest/database-engine.ts'
import type { ClusterState, DatabaseState, InstanceState } from './database-state.ts'
import { compareVersions, majorVersion, parameterFamily, satisfiesVersion } from './database-version.ts'
import { type Change, changed } from './resource.ts'

export type DatabaseSpec = InstanceSpec | ClusterSpec

interface WantedDatabase {
  readonly engine: Engine
  readonly version: string
  readonly backupDays: number
  readonly deletionProtection: boolean
  readonly username: string
  /** Of the database inside. */
  readonly name: string
  /** Logical id of the parameter group; AWS's own group where undefined. */
  readonly parameterGroup: string | undefined
  /** Identifier of an instance, or of a cluster, that somebody else made. */
  readonly existing: string | undefined
}

export interface InstanceSpec extends WantedDatabase {
  readonly form: 'instance'
  readonly class: string
  /** GiB. */
  readonly storage: number
  readonly multiZone: boolean
}

export interface ClusterSpec extends WantedDatabase {
  readonly form: 'cluster'
  readonly capacity: Capacity
  /** Instances beside the writer. */
  readonly readers: number
}

/** AWS's names of what a database hangs in; undefined while it does not stand. */
export interface DatabaseSurroundings {
  readonly subnetGroup: string | undefined
  readonly securityGroups: readonly string[]
  readonly parameterGroup: string | undefined
}

/** What AWS calls a database that is as it should be, or that somebody put to rest on purpose. */
const atRest =
  /^(available|backing-up|storage-optimization|storage-config-upgrade|configuring-.*|stopp(ed|ing)|starting)$/

const restarts = 'the database restarts, and is away for some minutes'

/** How a database differs; pure. What has `replace` AWS cannot change, and nothing is replaced that holds data. */
export function databaseChanges(
  want: DatabaseSpec,
  have: DatabaseState,
  around: DatabaseSurroundings,
): Change[] {
  if (have.status === 'deleting') return changed('status', 'deleting', 'available')
  const away = awayFor(have)
  return [
    ...(atRest.test(have.status) ? [] : changed('status', have.status, 'available')),
    ...changed('engine', have.engine, want.engine, true),
    ...versionChange(want, have),
    ...ownChanges(want, have, away),
    ...changed('encrypted', have.encrypted, true, true),
    ...backupChange(want, have, away),
    ...changed('deletionProtection', have.deletionProtection, want.deletionProtection),
    ...changed('public', have.public, false),
    ...changed('minorUpgrades', have.minorUpgrades, true),
    ...changed('tagsToSnapshots', have.tagsToSnapshots, true),
    ...changed('username', have.username, want.username, true),
    // AWS does not tell the name of every instance that was made of a snapshot.
    ...(have.name === undefined ? [] : changed('name', have.name, want.name, true)),
    ...changed('subnetGroup', have.subnetGroup, around.subnetGroup, true),
    ...changed('securityGroups', have.securityGroups, around.securityGroups),
    ...parameterChange(have, around),
    ...(have.restartPending ? noted(changed('parameters', 'waiting for a restart', 'in force'), away) : []),
  ]
}

function awayFor(have: DatabaseState): string {
  const hasStandby = have.form === 'cluster' ? have.members.length > 1 : have.multiZone
  return hasStandby ? 'it fails over to the standby, and is away for about a minute' : restarts
}

/** Where one is wanted and the other stands, the engine says so. */
function ownChanges(want: DatabaseSpec, have: DatabaseState, away: string): Change[] {
  if (want.form === 'cluster') return have.form === 'cluster' ? clusterChanges(want, have) : []
  return have.form === 'instance' ? instanceChanges(want, have, away) : []
}

function instanceChanges(want: InstanceSpec, have: InstanceState, away: string): Change[] {
  return [
    ...noted(changed('class', have.class, want.class), away),
    ...storageChange(want, have),
    ...changed('storageType', have.storageType, 'gp3'),
    ...changed('multiZone', have.multiZone, want.multiZone),
  ]
}

/** Aurora takes as many connections as its most capacity allows, once it has restarted ("Maximum connections for …"). */
const moreConnections = 'how many connections it takes follows with a restart, in seconds'

function clusterChanges({ capacity, readers }: ClusterSpec, { members, ...have }: ClusterState): Change[] {
  const staying = members.filter(({ status }) => status !== 'deleting')
  return [
    ...changed('capacity.min', have.capacity?.min, capacity.min),
    ...noted(changed('capacity.max', have.capacity?.max, capacity.max), moreConnections),
    ...changed('capacity.pauseAfter', inWords(have.capacity?.pauseAfter), inWords(capacity.pauseAfter)),
    ...(staying.length === 0 ? changed('writer', undefined, 'available') : []),
    ...changed('readers', Math.max(0, staying.length - 1), readers),
    ...members.flatMap(({ identifier, status }) =>
      atRest.test(status)
        ? []
        : changed(`instances.${identifier}`, status, status === 'deleting' ? undefined : 'available'),
    ),
  ]
}

function inWords(seconds: number | undefined): string | undefined {
  if (seconds === undefined) return undefined
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`
}

function versionChange(want: DatabaseSpec, have: DatabaseState): Change[] {
  const { engine, version } = want
  if (satisfiesVersion(engine, have.version, version)) return []
  const isDowngrade = compareVersions(have.version, version) > 0
  const effect = isMajorChange(want, have)
    ? 'the database is upgraded, and away meanwhile; there is no way back'
    : restarts
  return noted(changed('version', have.version, version, isDowngrade), isDowngrade ? undefined : effect)
}

export function isMajorChange({ engine, version }: DatabaseSpec, have: DatabaseState): boolean {
  return majorVersion(engine, have.version) !== majorVersion(engine, version)
}

/** AWS's own parameter group, for a database without parameters. */
export function ownGroup({ engine, version }: DatabaseSpec): string {
  return `default.${parameterFamily(engine, version)}`
}

/** AWS rounds a growth of less than a tenth up (ModifyDBInstance, AllocatedStorage); nothing ever shrinks. */
function storageChange(want: InstanceSpec, have: InstanceState): Change[] {
  if (have.storage > want.storage && have.storage <= want.storage * 1.1) return []
  return changed('storage', have.storage, want.storage, have.storage > want.storage)
}

/** To begin or to end automated backups is an outage (ModifyDBInstance, BackupRetentionPeriod). */
function backupChange(want: DatabaseSpec, have: DatabaseState, away: string): Change[] {
  const restartsToo = (want.backupDays === 0) !== (have.backupDays === 0)
  const change = changed('backups', `${have.backupDays}d`, `${want.backupDays}d`)
  return restartsToo ? noted(change, away) : change
}

/** AWS's own groups go with the version by themselves. */
function parameterChange({ parameterGroup }: DatabaseState, around: DatabaseSurroundings): Change[] {
  if (around.parameterGroup === undefined && parameterGroup?.startsWith('default.')) return []
  return changed('parameterGroup', parameterGroup, around.parameterGroup)
}

function noted(changes: readonly Change[], note: string | undefined): Change[] {
  return changes.map(change => (note ? { ...change, note } : change))
}
