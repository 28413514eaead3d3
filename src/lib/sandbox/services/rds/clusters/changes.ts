import type { ModifyDBClusterMessage } from '@aws-sdk/client-rds'
import type { Call } from '../../../service.ts'
import { timings } from '../../../timings.ts'
import { checkSecurityGroups, invalidValue, moveInterfaces } from '../checks.ts'
import { checkBackupDays, checkParameterGroup } from '../creation.ts'
import { checkPassword } from '../credentials.ts'
import { clusterGroups } from '../parameter-groups.ts'
import { findSubnetGroup } from '../subnet-groups.ts'
import { instances, type RdsOperations } from '../tables.ts'
import { checkUpgrade, exactVersion, familyOf } from '../versions.ts'
import { settleCapacity } from './capacity.ts'
import { findCluster, membersOf, requireState } from './checks.ts'
import { leastBackupDays } from './creation.ts'
import { checkedScaling } from './scaling.ts'
import { type ClusterRecord, type ClusterSettings, clusters } from './tables.ts'
import { shownCluster } from './views.ts'

/** Until DescribeDBClusters tells that a change is under way. */
const visibleAfter = 5_000

export const clusterChangeOperations = {
  /** All but another version is in force at once, whatever ApplyImmediately says. */
  ModifyDBCluster(input, call) {
    const cluster = findCluster(call, input.DBClusterIdentifier)
    const { identifier } = cluster
    if (input.NewDBClusterIdentifier) throw invalidValue('The sandbox does not rename clusters.')
    requireState(cluster, 'available')
    const upgrade = checkedUpgrade(call, cluster, input)
    applyNow(call, cluster, checkedValues(call, cluster, input, upgrade !== undefined))
    if (input.MasterUserPassword) checkPassword(cluster.engine, input.MasterUserPassword)
    if (upgrade && input.ApplyImmediately) {
      begin(call, cluster, 'upgrading', timings.databaseUpgraded, upgrade)
    } else if (input.MasterUserPassword) {
      begin(call, cluster, 'resetting-master-credentials', timings.databasePasswordReset)
    } else if (input.ServerlessV2ScalingConfiguration) {
      begin(call, cluster, 'modifying', timings.databaseClusterModified)
    }
    settleCapacity(call, identifier)
    if (upgrade && !input.ApplyImmediately) postpone(call, identifier, upgrade)
    return { DBCluster: shownCluster(findCluster(call, identifier), call) }
  },
} satisfies RdsOperations

function checkedValues(
  call: Call,
  have: ClusterRecord,
  input: ModifyDBClusterMessage,
  isUpgraded: boolean,
): Partial<ClusterSettings> {
  const { engine, version } = have
  // Another version brings its group along.
  const parameterGroup = isUpgraded ? undefined : input.DBClusterParameterGroupName
  const { BackupRetentionPeriod, VpcSecurityGroupIds, ServerlessV2ScalingConfiguration: scaling } = input
  if (BackupRetentionPeriod !== undefined) checkBackupDays(BackupRetentionPeriod, leastBackupDays)
  if (VpcSecurityGroupIds)
    checkSecurityGroups(call, VpcSecurityGroupIds, findSubnetGroup(call, have.subnetGroup).vpcId)
  if (parameterGroup) checkParameterGroup(call, parameterGroup, engine, version, clusterGroups)
  return Object.fromEntries(
    Object.entries({
      backupDays: BackupRetentionPeriod,
      securityGroups: VpcSecurityGroupIds,
      deletionProtection: input.DeletionProtection,
      tagsToSnapshots: input.CopyTagsToSnapshot,
      parameterGroup,
      scaling: scaling && checkedScaling(engine, version, scaling, have.scaling),
    }).filter(([, value]) => value !== undefined),
  )
}

/** A new major version wants a group of its family; AWS's own goes along by itself. */
function checkedUpgrade(
  call: Call,
  { engine, version, parameterGroup }: ClusterRecord,
  input: ModifyDBClusterMessage,
): Partial<ClusterSettings> | undefined {
  const to = input.EngineVersion && exactVersion(engine, input.EngineVersion)
  if (!to || to === version) return undefined
  checkUpgrade(engine, version, to, input.AllowMajorVersionUpgrade ?? false)
  const own = parameterGroup.startsWith('default.') ? `default.${familyOf(engine, to)}` : undefined
  const group = input.DBClusterParameterGroupName ?? own ?? parameterGroup
  checkParameterGroup(call, group, engine, to, clusterGroups)
  return { version: to, parameterGroup: group }
}

function applyNow(call: Call, cluster: ClusterRecord, values: Partial<ClusterSettings>): void {
  call.table(clusters).update(cluster.identifier, draft => void Object.assign(draft, values))
  const { securityGroups, parameterGroup = cluster.parameterGroup } = values
  for (const { identifier, networkInterfaceIds } of membersOf(call, cluster)) {
    if (securityGroups) moveInterfaces(call, networkInterfaceIds, securityGroups)
    call.table(instances).update(identifier, draft => {
      if (securityGroups) draft.securityGroups = securityGroups
      if (parameterGroup !== cluster.parameterGroup) draft.clusterRestartPending = true
    })
  }
}

function begin(
  call: Call,
  { identifier, resourceId }: ClusterRecord,
  status: string,
  afterMs: number,
  values: Partial<ClusterSettings> = {},
): void {
  call.table(clusters).update(identifier, draft => {
    draft.change = { visibleAt: call.now + visibleAfter, status, values }
    if (values.version) delete draft.pending
  })
  call.schedule(afterMs, 'rds.cluster', { identifier, resourceId, step: 'changed' })
}

/** Until the next maintenance window, which never comes here. */
function postpone(call: Call, identifier: string, { version }: Partial<ClusterSettings>): void {
  call.table(clusters).update(identifier, draft => {
    draft.pending = { EngineVersion: version }
  })
}
