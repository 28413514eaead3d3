import type { ModifyDBInstanceMessage } from '@aws-sdk/client-rds'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { beginBackups, forgetBackups } from './backups.ts'
import {
  checkSecurityGroups,
  findInstance,
  invalidCombination,
  invalidState,
  invalidValue,
  moveInterfaces,
} from './checks.ts'
import { checkedTier, checkMemberChange } from './clusters/members.ts'
import { checkBackupDays, checkParameterGroup, checkStorage } from './creation.ts'
import { checkPassword } from './credentials.ts'
import { checkClass } from './engines.ts'
import { findSubnetGroup } from './subnet-groups.ts'
import { type InstanceRecord, instances, type RdsOperations, type Settings } from './tables.ts'
import { checkUpgrade, exactVersion, familyOf } from './versions.ts'
import { pendingOf, shownInstance } from './views.ts'

/** Until DescribeDBInstances tells that a change is under way. */
const visibleAfter = 5_000

/** What is in force at once, whatever ApplyImmediately says, and interrupts nothing. */
const immediate = [
  'deletionProtection',
  'minorUpgrades',
  'tagsToSnapshots',
  'securityGroups',
  'backupDays',
  'public',
] as const

export const changeOperations = {
  ModifyDBInstance(input, call) {
    const instance = findInstance(call, input.DBInstanceIdentifier)
    const { identifier, status, change } = instance
    if (instance.cluster !== undefined) checkMemberChange(input)
    if (input.NewDBInstanceIdentifier) throw invalidValue('The sandbox does not rename instances.')
    if (status !== 'available' || change)
      throw invalidState(`Database instance ${identifier} is not in available state.`)
    const values = differing(instance, checkedValues(call, instance, input))
    const now = pick(values, key => immediate.includes(key as never))
    const later = pick(values, key => !immediate.includes(key as never))
    applyNow(call, instance, now)
    if (input.PromotionTier !== undefined) {
      const promotionTier = checkedTier(input.PromotionTier)
      call.table(instances).update(identifier, draft => {
        draft.promotionTier = promotionTier
      })
    }
    if (input.MasterUserPassword) {
      checkPassword(instance.engine, input.MasterUserPassword)
      resetPassword(call, instance)
    } else if (Object.keys(later).length > 0) {
      if (input.ApplyImmediately) begin(call, instance, later)
      else postpone(call, identifier, later)
    }
    return { DBInstance: shownInstance(findInstance(call, identifier), call) }
  },
} satisfies RdsOperations

function checkedValues(call: Call, have: InstanceRecord, input: ModifyDBInstanceMessage): Partial<Settings> {
  const version = input.EngineVersion && exactVersion(have.engine, input.EngineVersion)
  if (version) checkUpgrade(have.engine, have.version, version, input.AllowMajorVersionUpgrade ?? false)
  if (input.DBInstanceClass) checkClass(input.DBInstanceClass, have.engine, version ?? have.version)
  if (input.BackupRetentionPeriod !== undefined) checkBackupDays(input.BackupRetentionPeriod, 0)
  if (input.VpcSecurityGroupIds)
    checkSecurityGroups(call, input.VpcSecurityGroupIds, findSubnetGroup(call, have.subnetGroup).vpcId)
  return {
    class: input.DBInstanceClass,
    storage: input.AllocatedStorage && grown(have, input.AllocatedStorage, input.StorageType),
    storageType: input.StorageType,
    version,
    multiZone: input.MultiAZ,
    backupDays: input.BackupRetentionPeriod,
    deletionProtection: input.DeletionProtection,
    public: input.PubliclyAccessible,
    minorUpgrades: input.AutoMinorVersionUpgrade,
    tagsToSnapshots: input.CopyTagsToSnapshot,
    parameterGroup: groupAfter(call, have, version, input.DBParameterGroupName),
    securityGroups: input.VpcSecurityGroupIds,
  } as Partial<Settings>
}

/** ModifyDBInstance, AllocatedStorage: less than a tenth more is rounded up to a tenth; less is refused. */
function grown({ storage, storageType, engine }: InstanceRecord, wanted: number, type = storageType): number {
  checkStorage(engine, type, wanted)
  if (wanted < storage) {
    throw invalidCombination(
      `Requested storage size (${wanted}) cannot be less than the current storage size (${storage})`,
    )
  }
  return wanted === storage ? wanted : Math.max(wanted, Math.ceil(storage * 1.1))
}

/** A new major version wants a group of its family; AWS's own goes along by itself. */
function groupAfter(
  call: Call,
  have: InstanceRecord,
  version: string | undefined,
  named: string | undefined,
): string | undefined {
  const to = version ?? have.version
  const own = have.parameterGroup.startsWith('default.') ? `default.${familyOf(have.engine, to)}` : undefined
  const group = named ?? own ?? have.parameterGroup
  checkParameterGroup(call, group, have.engine, to)
  return group
}

function differing(have: InstanceRecord, values: Partial<Settings>): Partial<Settings> {
  return pick(
    values,
    (key, value) => value !== undefined && JSON.stringify(have[key]) !== JSON.stringify(value),
  )
}

function pick(
  values: Partial<Settings>,
  keep: (key: keyof Settings, value: unknown) => boolean,
): Partial<Settings> {
  const entries = Object.entries(values).filter(([key, value]) => keep(key as keyof Settings, value))
  return Object.fromEntries(entries)
}

function applyNow(call: Call, instance: InstanceRecord, values: Partial<Settings>): void {
  const { identifier } = instance
  if (Object.keys(values).length === 0) return
  call.table(instances).update(identifier, draft => void Object.assign(draft, values))
  if (values.securityGroups) moveInterfaces(call, instance.networkInterfaceIds, values.securityGroups)
  if (values.backupDays === 0) {
    forgetBackups(call, instance)
    call.table(instances).update(identifier, draft => {
      delete draft.backedUpSince
      delete draft.nextBackupAt
    })
  }
  if (values.backupDays) beginBackups(call, identifier)
}

/** In force within a minute, whatever ApplyImmediately says; nobody here keeps it. */
function resetPassword(call: Call, { identifier, resourceId }: InstanceRecord): void {
  const status = 'resetting-master-credentials'
  call.table(instances).update(identifier, draft => {
    draft.change = { visibleAt: call.now + visibleAfter, status, values: {} }
  })
  call.schedule(timings.databasePasswordReset, 'rds.instance', { identifier, resourceId, step: 'changed' })
}

/** Until the next maintenance window, which never comes here. */
function postpone(call: Call, identifier: string, values: Partial<Settings>): void {
  call.table(instances).update(identifier, draft => {
    draft.pending = pendingOf(values)
  })
}

function begin(call: Call, { identifier, resourceId }: InstanceRecord, values: Partial<Settings>): void {
  const isUpgrade = values.version !== undefined
  const afterMs = isUpgrade ? timings.databaseUpgraded : timings.databaseModified
  const status = isUpgrade ? 'upgrading' : 'modifying'
  call.table(instances).update(identifier, draft => {
    draft.change = { visibleAt: call.now + visibleAfter, status, values }
  })
  call.schedule(afterMs, 'rds.instance', { identifier, resourceId, step: 'changed' })
}
