import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { createInterface } from '../ec2/network-interfaces.ts'
import { subnets } from '../ec2/tables.ts'
import { checkedIdentifier, checkSecurityGroups, invalidCombination, invalidValue } from './checks.ts'
import { checkClass, defaultPort, type Engine, isAurora } from './engines.ts'
import { findParameterGroup, instanceGroups } from './parameter-groups.ts'
import { findSubnetGroup } from './subnet-groups.ts'
import { type DatabaseRecord, type InstanceRecord, instances, type Settings } from './tables.ts'
import { setTags } from './tagging.ts'
import { familyOf } from './versions.ts'

/** What is taken of new instances and of new clusters alike. */
export interface CommonWanted {
  readonly DBSubnetGroupName?: string | undefined
  readonly VpcSecurityGroupIds?: readonly string[] | undefined
  readonly CopyTagsToSnapshot?: boolean | undefined
  readonly DeletionProtection?: boolean | undefined
  readonly BackupRetentionPeriod?: number | undefined
  readonly Port?: number | undefined
  readonly Tags?: Parameters<typeof setTags>[2]
}

/** What CreateDBInstance and both ways of restoring take alike. */
interface Wanted extends CommonWanted {
  readonly DBInstanceClass?: string | undefined
  readonly DBParameterGroupName?: string | undefined
  readonly StorageType?: string | undefined
  readonly MultiAZ?: boolean | undefined
  readonly PubliclyAccessible?: boolean | undefined
  readonly AutoMinorVersionUpgrade?: boolean | undefined
}

/** What a new database has that nothing of the above says. */
export interface CommonCore
  extends Pick<DatabaseRecord, 'identifier' | 'engine' | 'username' | 'databaseName' | 'encrypted'> {
  readonly version: string
}

interface Core extends CommonCore {
  readonly storage: number
  readonly member?: Membership | undefined
}

/** Where a member of a cluster stands. */
interface Membership {
  readonly cluster: string
  readonly promotionTier: number
  /** What its name has in common with the cluster's. */
  readonly token: string
  /** How many members came before it: they spread over the zones. */
  readonly index: number
  readonly port: number
}

/** @throws AwsError DBInstanceAlreadyExists, InvalidParameterValue */
export function freeIdentifier(call: Call, parameter: string, given: string): string {
  const identifier = checkedIdentifier(parameter, given)
  if (call.table(instances).has(identifier))
    throw awsError('DBInstanceAlreadyExists', 'DB instance already exists')
  return identifier
}

/** Puts an instance on its way; it has no address before it is available. */
export function startInstance(call: Call, core: Core, wanted: Wanted): InstanceRecord {
  const { member, ...own } = core
  const { identifier, engine, version } = own
  const group = findSubnetGroup(call, wanted.DBSubnetGroupName ?? 'default')
  const settings = settingsOf(core, wanted)
  checkClass(settings.class, engine, version)
  checkParameterGroup(call, settings.parameterGroup, engine, version)
  checkSecurityGroups(call, settings.securityGroups, group.vpcId)
  const arn = call.arn(`db:${identifier}`)
  setTags(call, arn, wanted.Tags)
  const subnetId = group.subnetIds[(member?.index ?? 0) % group.subnetIds.length] ?? ''
  const { NetworkInterfaceId } = createInterface(call, {
    subnetId,
    groups: settings.securityGroups,
    description: 'RDSNetworkInterface',
    requester: 'amazon-rds',
  })
  const resourceId = `db-${call.id('', 26).toUpperCase()}`
  const afterMs = member ? timings.databaseMemberAvailable : timings.databaseAvailable
  call.schedule(afterMs, 'rds.instance', { identifier, resourceId, step: 'available' })
  return call.table(instances).put(identifier, {
    ...own,
    ...settings,
    arn,
    resourceId,
    host: `${identifier}.${member?.token ?? `c${call.id('', 11)}`}.${call.region}.rds.amazonaws.com`,
    port: member?.port ?? wanted.Port ?? defaultPort(engine),
    cluster: member?.cluster,
    promotionTier: member?.promotionTier,
    subnetGroup: group.name,
    zone: call.table(subnets).get(subnetId)?.AvailabilityZone ?? '',
    networkInterfaceIds: [NetworkInterfaceId],
    status: 'creating',
    restartPending: false,
  })
}

function settingsOf({ engine, version, storage }: Core, wanted: Wanted): Settings {
  const backupDays = wanted.BackupRetentionPeriod ?? 1
  checkBackupDays(backupDays, 0)
  const storageType = wanted.StorageType ?? 'gp2'
  if (!isAurora(engine)) checkStorage(engine, storageType, storage)
  return {
    class: wanted.DBInstanceClass ?? '',
    storage,
    storageType,
    version,
    multiZone: wanted.MultiAZ ?? false,
    backupDays,
    deletionProtection: wanted.DeletionProtection ?? false,
    public: wanted.PubliclyAccessible ?? false,
    minorUpgrades: wanted.AutoMinorVersionUpgrade ?? true,
    tagsToSnapshots: wanted.CopyTagsToSnapshot ?? false,
    parameterGroup: wanted.DBParameterGroupName ?? `default.${familyOf(engine, version)}`,
    securityGroups: [...(wanted.VpcSecurityGroupIds ?? [])],
  }
}

/** @param least 0 where backups can be switched off */
export function checkBackupDays(days: number, least: 0 | 1): void {
  if (days >= least && days <= 35) return
  throw invalidValue(
    `Invalid backup retention period: ${days}. Retention period must be between ${least} and 35`,
  )
}

/** RDS API reference, CreateDBInstance, AllocatedStorage. */
export function checkStorage(engine: Engine, storageType: string, storage: number): void {
  const isGeneral = storageType === 'gp2' || storageType === 'gp3'
  if (!isGeneral) throw invalidValue(`Invalid storage type: ${storageType}`)
  if (storage < 20 || storage > 65_536) {
    throw invalidValue(
      `Invalid storage size for engine name ${engine} and storage type ${storageType}: ${storage}`,
    )
  }
}

/** @throws AwsError InvalidParameterCombination where the group is of another family */
export function checkParameterGroup(
  call: Call,
  name: string,
  engine: Engine,
  version: string,
  kind = instanceGroups,
): void {
  const { family } = findParameterGroup(call, name, kind, kind.missing)
  const wanted = familyOf(engine, version)
  if (family === wanted) return
  throw invalidCombination(
    `The parameter group ${name} with DBParameterGroupFamily ${family} can't be used for this ${kind.user}. Please use a Parameter Group with DBParameterGroupFamily ${wanted}`,
  )
}
