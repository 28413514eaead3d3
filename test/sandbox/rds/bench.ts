import { EC2 } from '@aws-sdk/client-ec2'
import { type DBCluster, type DBInstance, RDS } from '@aws-sdk/client-rds'
import { expect } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/lib/sandbox/index.ts'
import { timings } from '../../../src/lib/sandbox/timings.ts'
import { clientConfig } from '../client-config.ts'

/** A subnet group `main` over two zones, and a security group. */
interface Ground {
  readonly config: ReturnType<typeof clientConfig>
  readonly rds: RDS
  readonly ec2: EC2
  readonly vpcId: string
  readonly subnets: readonly string[]
  readonly group: string
  /** Where a database stands, as its creation takes it. */
  readonly place: { readonly DBSubnetGroupName: string; readonly VpcSecurityGroupIds: string[] }
}

/** The ground in a sandbox whose clock stands still. */
export interface Bench extends Ground {
  readonly sandbox: Sandbox
}

export async function startBench(): Promise<Bench> {
  const sandbox = await startSandbox({ speed: 0 })
  return { sandbox, ...(await makeGround(sandbox)) }
}

/** The ground on any stand-in for AWS. */
export async function makeGround(standIn: Pick<Sandbox, 'endpoint'>): Promise<Ground> {
  const config = clientConfig(standIn)
  const [rds, ec2] = [new RDS(config), new EC2(config)]
  const vpcId = (await ec2.createVpc({ CidrBlock: '10.0.0.0/16' })).Vpc!.VpcId!
  const zones = (await ec2.describeAvailabilityZones({})).AvailabilityZones!
  const subnet = async (index: number) => {
    const AvailabilityZone = zones[index]!.ZoneName!
    const input = { VpcId: vpcId, CidrBlock: `10.0.${index}.0/24`, AvailabilityZone }
    return (await ec2.createSubnet(input)).Subnet!.SubnetId!
  }
  const subnets = await Promise.all([subnet(0), subnet(1)])
  const made = await ec2.createSecurityGroup({ GroupName: 'db', Description: 'db', VpcId: vpcId })
  const group = made.GroupId!
  const place = { DBSubnetGroupName: 'main', VpcSecurityGroupIds: [group] }
  await rds.createDBSubnetGroup({
    DBSubnetGroupName: 'main',
    DBSubnetGroupDescription: 'main',
    SubnetIds: subnets,
  })
  return { config, rds, ec2, vpcId, subnets, group, place }
}

/** Closes it, and fails where an event of the sandbox has failed. */
export async function closeBench({ sandbox }: Bench): Promise<void> {
  await sandbox.close()
  expect(sandbox.calls.failures).toEqual([])
}

/** A cluster that pauses, without its place. */
export const cluster = {
  DBClusterIdentifier: 'main',
  Engine: 'aurora-postgresql',
  EngineVersion: '16',
  MasterUsername: 'app',
  MasterUserPassword: 'long-enough',
  DatabaseName: 'shop',
  StorageEncrypted: true,
  BackupRetentionPeriod: 7,
  ServerlessV2ScalingConfiguration: { MinCapacity: 0, MaxCapacity: 4 },
}

/** Its first member. */
export const member = {
  DBInstanceIdentifier: 'main-1',
  DBClusterIdentifier: 'main',
  Engine: 'aurora-postgresql',
  DBInstanceClass: 'db.serverless',
}

/** Waits until both are available. */
export async function makeCluster({ rds, place, sandbox }: Bench, change = {}): Promise<void> {
  await rds.createDBCluster({ ...cluster, ...place, ...change })
  await rds.createDBInstance(member)
  await sandbox.advance(timings.databaseMemberAvailable)
}

export async function describeCluster({ rds }: Bench, named = 'main'): Promise<DBCluster> {
  return (await rds.describeDBClusters({ DBClusterIdentifier: named })).DBClusters![0]!
}

export async function describeMember({ rds }: Bench, named = 'main-1'): Promise<DBInstance> {
  return (await rds.describeDBInstances({ DBInstanceIdentifier: named })).DBInstances![0]!
}
