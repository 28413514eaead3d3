import { EC2 } from '@aws-sdk/client-ec2'
import { RDS } from '@aws-sdk/client-rds'
import { expect } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/lib/sandbox/index.ts'
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
