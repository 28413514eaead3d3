import type { ServerlessV2ScalingConfiguration } from '@aws-sdk/client-rds'
import { awsError } from '../../../aws-error.ts'
import type { Call } from '../../../service.ts'
import { timings } from '../../../timings.ts'
import { checkedIdentifier, checkSecurityGroups } from '../checks.ts'
import { type CommonCore, type CommonWanted, checkBackupDays, checkParameterGroup } from '../creation.ts'
import { defaultPort } from '../engines.ts'
import { clusterGroups } from '../parameter-groups.ts'
import { findSubnetGroup } from '../subnet-groups.ts'
import { setTags } from '../tagging.ts'
import { familyOf } from '../versions.ts'
import { checkedScaling } from './scaling.ts'
import { type ClusterRecord, type ClusterSettings, clusters } from './tables.ts'

/** What CreateDBCluster and both ways of restoring take alike. */
interface Wanted extends CommonWanted {
  readonly DBClusterParameterGroupName?: string | undefined
  readonly ServerlessV2ScalingConfiguration?: ServerlessV2ScalingConfiguration | undefined
}

/** In days: unlike an instance's, a cluster's backups cannot be switched off. */
export const leastBackupDays = 1

/** @throws AwsError DBClusterAlreadyExistsFault, InvalidParameterValue */
export function freeIdentifier(call: Call, given: string): string {
  const identifier = checkedIdentifier('DBClusterIdentifier', given)
  if (call.table(clusters).has(identifier))
    throw awsError('DBClusterAlreadyExistsFault', 'DB Cluster already exists')
  return identifier
}

/** Puts a cluster on its way. It has its endpoints at once, and nothing answers there until a member does. */
export function startCluster(call: Call, core: CommonCore, wanted: Wanted): ClusterRecord {
  const { identifier, engine, version } = core
  const group = findSubnetGroup(call, wanted.DBSubnetGroupName ?? 'default')
  const settings = settingsOf(core, wanted)
  checkParameterGroup(call, settings.parameterGroup, engine, version, clusterGroups)
  checkSecurityGroups(call, settings.securityGroups, group.vpcId)
  const arn = call.arn(`cluster:${identifier}`)
  setTags(call, arn, wanted.Tags)
  const resourceId = `cluster-${call.id('', 26).toUpperCase()}`
  call.schedule(timings.databaseClusterAvailable, 'rds.cluster', {
    identifier,
    resourceId,
    step: 'available',
  })
  return call.table(clusters).put(identifier, {
    ...core,
    ...settings,
    arn,
    resourceId,
    token: `c${call.id('', 11)}`,
    port: wanted.Port ?? defaultPort(engine),
    subnetGroup: group.name,
    createdAt: call.date,
    status: 'creating',
  })
}

function settingsOf({ engine, version }: CommonCore, wanted: Wanted): ClusterSettings {
  const { BackupRetentionPeriod: backupDays = 1, ServerlessV2ScalingConfiguration: scaling } = wanted
  checkBackupDays(backupDays, leastBackupDays)
  return {
    version,
    backupDays,
    deletionProtection: wanted.DeletionProtection ?? false,
    tagsToSnapshots: wanted.CopyTagsToSnapshot ?? false,
    parameterGroup: wanted.DBClusterParameterGroupName ?? `default.${familyOf(engine, version)}`,
    securityGroups: [...(wanted.VpcSecurityGroupIds ?? [])],
    scaling: scaling && checkedScaling(engine, version, scaling),
  }
}
