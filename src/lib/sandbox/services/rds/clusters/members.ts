import type { CreateDBInstanceMessage, ModifyDBInstanceMessage } from '@aws-sdk/client-rds'
import type { Call } from '../../../service.ts'
import { invalidCombination, invalidValue } from '../checks.ts'
import { freeIdentifier, startInstance } from '../creation.ts'
import { type Engine, serverlessClass } from '../engines.ts'
import type { InstanceRecord } from '../tables.ts'
import { exactVersion } from '../versions.ts'
import { findCluster, invalidClusterState, membersOf, requireState } from './checks.ts'
import { type ClusterRecord, clusters } from './tables.ts'

/** What a member has from its cluster, as AWS's refusals name it. */
const ofCluster = {
  AllocatedStorage: 'allocated storage',
  StorageType: 'storage type',
  StorageEncrypted: 'storage encryption',
  MasterUsername: 'master user name',
  MasterUserPassword: 'master user password',
  DBName: 'database name',
  BackupRetentionPeriod: 'backup retention period',
  PreferredBackupWindow: 'backup window',
  VpcSecurityGroupIds: 'vpc security group',
  DeletionProtection: 'deletion protection',
  Port: 'database endpoint port number',
} as const satisfies Partial<Record<keyof CreateDBInstanceMessage, string>>

/** @throws AwsError for what AWS takes only of the cluster, or not of a member of this one */
export function addMember(call: Call, engine: Engine, input: CreateDBInstanceMessage): InstanceRecord {
  const cluster = findCluster(call, input.DBClusterIdentifier!)
  const identifier = freeIdentifier(call, 'DBInstanceIdentifier', input.DBInstanceIdentifier!)
  checkMembership(cluster, engine, input)
  requireState(cluster, 'available', 'creating', 'modifying')
  const members = membersOf(call, cluster)
  const { version, username, databaseName, encrypted, subnetGroup, securityGroups, token } = cluster
  const promotionTier = checkedTier(input.PromotionTier ?? 1)
  const place = {
    cluster: cluster.identifier,
    promotionTier,
    token,
    index: members.length,
    port: cluster.port,
  }
  const made = startInstance(
    call,
    { identifier, engine, version, username, databaseName, encrypted, storage: 1, member: place },
    {
      ...input,
      BackupRetentionPeriod: 0,
      DBSubnetGroupName: subnetGroup,
      VpcSecurityGroupIds: securityGroups,
      StorageType: 'aurora',
    },
  )
  if (!cluster.writer) setWriter(call, cluster, identifier)
  return made
}

/** @throws AwsError InvalidParameterValue */
export function checkedTier(tier: number): number {
  if (tier >= 0 && tier <= 15) return tier
  throw invalidValue(`Invalid promotion tier: ${tier}. It must be between 0 and 15.`)
}

function checkMembership(cluster: ClusterRecord, engine: Engine, input: CreateDBInstanceMessage): void {
  if (engine !== cluster.engine) {
    throw invalidCombination(
      `The engine name requested for your DB instance (${engine}) doesn't match the engine name of your DB cluster (${cluster.engine}).`,
    )
  }
  const own = ownSetting(input)
  if (own)
    throw invalidCombination(
      `The requested DB Instance will be a member of a DB Cluster. Set ${own} for the DB Cluster.`,
    )
  if (input.MultiAZ)
    throw invalidCombination(`VPC Multi-AZ DB Instances are not available for engine: ${engine}`)
  const { DBSubnetGroupName: subnetGroup = cluster.subnetGroup, EngineVersion = cluster.version } = input
  if (subnetGroup.toLowerCase() !== cluster.subnetGroup)
    throw invalidCombination(
      `The DB subnet group of your DB instance (${subnetGroup}) doesn't match that of your DB cluster (${cluster.subnetGroup}).`,
    )
  if (exactVersion(engine, EngineVersion) !== cluster.version)
    throw invalidCombination(
      `The engine version that you requested for your DB instance (${EngineVersion}) does not match the engine version of your DB cluster (${cluster.version}).`,
    )
  if (input.DBInstanceClass === serverlessClass && !cluster.scaling) {
    throw invalidClusterState(
      'Set the Serverless v2 scaling configuration on the parent DB cluster before creating a Serverless v2 DB instance.',
    )
  }
}

/** The first thing asked for that belongs to the cluster, as AWS names it. */
function ownSetting(input: CreateDBInstanceMessage | ModifyDBInstanceMessage): string | undefined {
  const asked = Object.entries(ofCluster).find(([key]) => input[key as keyof typeof input] !== undefined)
  return asked?.[1]
}

/** @throws AwsError InvalidParameterCombination for a change of what belongs to the cluster */
export function checkMemberChange(input: ModifyDBInstanceMessage): void {
  const own = input.EngineVersion === undefined ? ownSetting(input) : 'engine version'
  if (!own) return
  throw invalidCombination(
    `The specified DB Instance is a member of a cluster. Modify ${own} for the DB Cluster using the ModifyDbCluster API`,
  )
}

/** Of a cluster in these states nothing can be changed, nor its members (Aurora User Guide, "Stopping and starting"). */
const atRest: ReadonlySet<string> = new Set(['stopping', 'stopped', 'starting'])

/** A member goes without a snapshot, as its data are the cluster's. The last one may, too. */
export function letGo(
  call: Call,
  { identifier, cluster }: InstanceRecord,
  finalSnapshot: string | undefined,
): void {
  if (finalSnapshot !== undefined) {
    throw invalidCombination(
      'FinalDBSnapshotIdentifier can not be specified when deleting a cluster instance',
    )
  }
  const home = findCluster(call, cluster!)
  if (atRest.has(home.status)) requireState(home, 'available')
  if (home.writer !== identifier) return
  const heirs = membersOf(call, home).filter(
    one => one.identifier !== identifier && one.status !== 'deleting',
  )
  const heir = heirs.toSorted((a, b) => (a.promotionTier ?? 1) - (b.promotionTier ?? 1))[0]
  setWriter(call, home, heir?.identifier)
}

function setWriter(call: Call, { identifier }: ClusterRecord, writer: string | undefined): void {
  call.table(clusters).update(identifier, draft => {
    draft.writer = writer
  })
}
