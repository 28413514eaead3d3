import type { DatabaseState } from './database-instance.ts'
import { compareVersions, type Engine, majorVersion, satisfiesVersion } from './database-version.ts'
import { type Change, changed } from './resource.ts'

export interface DatabaseSpec {
  readonly engine: Engine
  readonly version: string
  readonly class: string
  /** GiB. */
  readonly storage: number
  readonly multiZone: boolean
  readonly backupDays: number
  readonly deletionProtection: boolean
  readonly username: string
  /** Of the database inside. */
  readonly name: string
  /** Logical id of the parameter group; AWS's own group where undefined. */
  readonly parameterGroup: string | undefined
  /** Identifier of an instance that somebody else made. */
  readonly existing: string | undefined
}

/** AWS's names of what an instance hangs in; undefined while it does not stand. */
export interface DatabaseSurroundings {
  readonly subnetGroup: string | undefined
  readonly securityGroups: readonly string[]
  readonly parameterGroup: string | undefined
}

/** What AWS calls an instance that is as it should be, or that somebody put to rest on purpose. */
const atRest =
  /^(available|backing-up|storage-optimization|storage-config-upgrade|configuring-.*|stopp(ed|ing)|starting)$/

const restarts = 'the database restarts, and is away for some minutes'

/** How an instance differs; pure. What has `replace` AWS cannot change, and nothing is replaced that holds data. */
export function databaseChanges(
  want: DatabaseSpec,
  have: DatabaseState,
  around: DatabaseSurroundings,
): Change[] {
  if (have.status === 'deleting') return changed('status', 'deleting', 'available')
  const away = have.multiZone ? 'it fails over to the standby, and is away for about a minute' : restarts
  return [
    ...(atRest.test(have.status) ? [] : changed('status', have.status, 'available')),
    ...changed('engine', have.engine, want.engine, true),
    ...versionChange(want, have),
    ...noted(changed('class', have.class, want.class), away),
    ...storageChange(want, have),
    ...changed('storageType', have.storageType, 'gp3'),
    ...changed('encrypted', have.encrypted, true, true),
    ...changed('multiZone', have.multiZone, want.multiZone),
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

function versionChange({ engine, version }: DatabaseSpec, have: DatabaseState): Change[] {
  if (satisfiesVersion(engine, have.version, version)) return []
  const isDowngrade = compareVersions(have.version, version) > 0
  const isMajor = majorVersion(engine, have.version) !== majorVersion(engine, version)
  const effect = isMajor ? 'the database is upgraded, and away meanwhile; there is no way back' : restarts
  return noted(changed('version', have.version, version, isDowngrade), isDowngrade ? undefined : effect)
}

/** AWS rounds a growth of less than a tenth up (ModifyDBInstance, AllocatedStorage); nothing ever shrinks. */
function storageChange(want: DatabaseSpec, have: DatabaseState): Change[] {
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
