import { expect, test } from 'vitest'
import type { System } from '../templates/system.ts'
import { openings, wayOut } from './network.ts'

export interface Layout {
  readonly cidr?: string
  /** `public-a 10.0.1.0/24 us-east-1a`, a line for each; without blocks where the runbook names none. */
  readonly subnets: readonly string[]
  readonly nat: 'per-zone' | 'single' | 'none'
}

/** The network that a runbook draws: blocks, zones and ways out. */
export function layoutFacts(of: () => System, { cidr, subnets, nat }: Layout): void {
  test('the network has the blocks and zones of the runbook, and answers by name', async () => {
    const { aws, own } = of()
    const { main } = own((await aws.call('ec2', 'describe_vpcs')).Vpcs)
    if (cidr) expect(main.CidrBlock).toBe(cidr)
    for (const Attribute of ['enableDnsHostnames', 'enableDnsSupport']) {
      const answer = await aws.call('ec2', 'describe_vpc_attribute', { VpcId: main.VpcId, Attribute })
      expect(Object.values(answer)).toContainEqual({ Value: true })
    }
    const found = await ourSubnets(of())
    const lines = Object.entries(found).map(([id, one]) => {
      expect(one.VpcId).toBe(main.VpcId)
      return [id, ...(cidr ? [one.CidrBlock] : []), one.AvailabilityZone].join(' ')
    })
    expect(lines.toSorted()).toEqual([...subnets].toSorted())
  })

  test(`the ways out: ${nat === 'none' ? 'no NAT gateway' : `NAT gateways: ${nat}`}`, async () => {
    const { aws, own } = of()
    const gateways = own((await aws.call('ec2', 'describe_nat_gateways')).NatGateways.filter(isUp))
    const { main } = own((await aws.call('ec2', 'describe_internet_gateways')).InternetGateways)
    const found = await ourSubnets(of())
    const place = ({ SubnetId }: { SubnetId: string }) =>
      Object.keys(found).find(id => found[id]!.SubnetId === SubnetId)
    const zones = nat === 'per-zone' ? ['a', 'b'] : nat === 'single' ? ['a'] : []
    expect(Object.values(gateways).map(place).toSorted()).toEqual(zones.map(zone => `public-${zone}`))
    const tables = own((await aws.call('ec2', 'describe_route_tables')).RouteTables)
    for (const [id, { SubnetId }] of Object.entries(found)) {
      const table = Object.values(tables).find(({ Associations }) =>
        Associations.some((one: { SubnetId?: string }) => one.SubnetId === SubnetId),
      )
      const zone = nat === 'single' ? 'a' : id.at(-1)!
      const expected = id.startsWith('public') ? main.InternetGatewayId : gateways[zone]?.NatGatewayId
      expect([id, wayOut(table)]).toEqual([id, expected])
    }
  })
}

/**
 * Who may reach whom.
 * @param expected by group, `tcp 8080-8080 load-balancer`: the peer is a block or another group of ours
 */
export function openingFacts(of: () => System, expected: Readonly<Record<string, readonly string[]>>): void {
  test('each security group is open to its neighbours and no further', async () => {
    const { aws, own } = of()
    const groups = own((await aws.call('ec2', 'describe_security_groups')).SecurityGroups)
    const names = new Map(Object.entries(groups).map(([id, { GroupId }]) => [GroupId, id]))
    const named = (line: string) => line.replace(/sg-\w+$/, id => names.get(id) ?? id)
    const lines = Object.entries(groups).map(([id, { IpPermissions }]) => [
      id,
      openings(IpPermissions).map(named).toSorted(),
    ])
    const sorted = Object.entries(expected).map(([id, list]) => [id, [...list].toSorted()])
    expect(Object.fromEntries(lines)).toEqual(Object.fromEntries(sorted))
  })
}

// biome-ignore lint/suspicious/noExplicitAny: as boto3 answers it
export async function ourSubnets({ aws, own }: System): Promise<Record<string, any>> {
  return own((await aws.call('ec2', 'describe_subnets')).Subnets)
}

function isUp({ State }: { State: string }): boolean {
  return State === 'available'
}
