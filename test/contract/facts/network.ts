import { expect, test } from 'vitest'
import { byId, idOf, type Scene } from '../scene.ts'

/** CIDRs, zones, ways out and openings of the network, as boto3 sees them. */
export function networkFacts(of: () => Scene): void {
  test('the VPC answers by name, and four subnets lie in two zones', async () => {
    const { aws } = of()
    const { main } = byId((await aws.call('ec2', 'describe_vpcs')).Vpcs)
    expect(main.CidrBlock).toBe('10.20.0.0/16')
    const input = { VpcId: main.VpcId, Attribute: 'enableDnsHostnames' }
    const { EnableDnsHostnames } = await aws.call('ec2', 'describe_vpc_attribute', input)
    expect(EnableDnsHostnames).toEqual({ Value: true })
    const { Subnets } = await aws.call('ec2', 'describe_subnets')
    const inOurs = Subnets.filter(({ VpcId }: { VpcId: string }) => VpcId === main.VpcId)
    const lines = inOurs.map((one: Subnet) => `${idOf(one)} ${one.CidrBlock} ${one.AvailabilityZone}`)
    expect(lines.toSorted()).toEqual([
      'private-a 10.20.128.0/20 us-east-1a',
      'private-b 10.20.144.0/20 us-east-1b',
      'public-a 10.20.0.0/20 us-east-1a',
      'public-b 10.20.16.0/20 us-east-1b',
    ])
  })

  test('each zone leaves through its own NAT gateway, at an address of its own', async () => {
    const { aws } = of()
    const subnets = byId((await aws.call('ec2', 'describe_subnets')).Subnets)
    const gateways = byId((await aws.call('ec2', 'describe_nat_gateways')).NatGateways)
    const addresses = byId((await aws.call('ec2', 'describe_addresses')).Addresses)
    expect(Object.keys(gateways).toSorted()).toEqual(['a', 'b'])
    for (const zone of ['a', 'b']) {
      expect(gateways[zone]).toMatchObject({
        State: 'available',
        SubnetId: subnets[`public-${zone}`].SubnetId,
        NatGatewayAddresses: [{ AllocationId: addresses[zone].AllocationId }],
      })
    }
  })

  test('public subnets route to the internet gateway, private ones to their NAT gateway', async () => {
    const { aws } = of()
    const vpcId = byId((await aws.call('ec2', 'describe_vpcs')).Vpcs).main.VpcId
    const subnets = byId((await aws.call('ec2', 'describe_subnets')).Subnets)
    const gateways = byId((await aws.call('ec2', 'describe_nat_gateways')).NatGateways)
    const { main } = byId((await aws.call('ec2', 'describe_internet_gateways')).InternetGateways)
    expect(main.Attachments).toEqual([{ State: 'available', VpcId: vpcId }])
    const tables = byId((await aws.call('ec2', 'describe_route_tables')).RouteTables)
    const waysOut = Object.entries(tables).map(([id, table]) => [id, wayOut(table), ...associated(table)])
    expect(waysOut.toSorted()).toEqual([
      ['private-a', gateways.a.NatGatewayId, subnets['private-a'].SubnetId],
      ['private-b', gateways.b.NatGatewayId, subnets['private-b'].SubnetId],
      [
        'public',
        main.InternetGatewayId,
        ...[subnets['public-a'].SubnetId, subnets['public-b'].SubnetId].toSorted(),
      ],
    ])
  })

  test('the world reaches the load balancer, the load balancer the tasks, and the tasks one another', async () => {
    const { aws } = of()
    const groups = byId((await aws.call('ec2', 'describe_security_groups')).SecurityGroups)
    const balancer = groups['load-balancer']
    const { tasks } = groups
    expect(Object.keys(groups)).toHaveLength(2)
    expect(openings(balancer.IpPermissions)).toEqual(['tcp 443-443 0.0.0.0/0', 'tcp 80-80 0.0.0.0/0'])
    expect(openings(tasks.IpPermissions)).toEqual(
      [
        `tcp 8080-8080 ${balancer.GroupId}`,
        `tcp 8080-8080 ${tasks.GroupId}`,
        `tcp 8081-8081 ${balancer.GroupId}`,
        `tcp 8081-8081 ${tasks.GroupId}`,
      ].toSorted(),
    )
    for (const { IpPermissionsEgress } of [balancer, tasks]) {
      expect(IpPermissionsEgress).toMatchObject([{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }])
    }
  })
}

interface Subnet {
  readonly Tags?: { Key: string; Value: string }[]
  readonly CidrBlock: string
  readonly AvailabilityZone: string
}

interface RouteTable {
  readonly Routes: { DestinationCidrBlock?: string; GatewayId?: string; NatGatewayId?: string }[]
  readonly Associations: { SubnetId?: string }[]
}

export function wayOut({ Routes }: RouteTable): string | undefined {
  const route = Routes.find(({ DestinationCidrBlock }) => DestinationCidrBlock === '0.0.0.0/0')
  return route?.GatewayId ?? route?.NatGatewayId
}

function associated({ Associations }: RouteTable): string[] {
  return Associations.map(({ SubnetId }) => SubnetId!).toSorted()
}

interface IpPermission {
  readonly IpProtocol: string
  readonly FromPort: number
  readonly ToPort: number
  readonly IpRanges: { CidrIp: string }[]
  readonly UserIdGroupPairs: { GroupId: string }[]
}

/** `tcp 80-80 0.0.0.0/0`, a line for each peer. */
export function openings(permissions: readonly IpPermission[]): string[] {
  const lines = permissions.flatMap(({ IpProtocol, FromPort, ToPort, IpRanges, UserIdGroupPairs }) => {
    const peers = [...IpRanges.map(({ CidrIp }) => CidrIp), ...UserIdGroupPairs.map(({ GroupId }) => GroupId)]
    return peers.map(peer => `${IpProtocol} ${FromPort}-${ToPort} ${peer}`)
  })
  return lines.toSorted()
}
