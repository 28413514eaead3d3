import { expect, test } from 'vitest'
import { ec2TagSpecification } from '../../src/lib/resources/ec2-tags.ts'
import { internetGateway } from '../../src/lib/resources/internet-gateway.ts'
import { natGateway } from '../../src/lib/resources/nat-gateway.ts'
import { routeTable } from '../../src/lib/resources/route-table.ts'
import { securityGroup } from '../../src/lib/resources/security-group.ts'
import { securityGroupRules } from '../../src/lib/resources/security-group-rules.ts'
import { subnet } from '../../src/lib/resources/subnet.ts'
import { vpc } from '../../src/lib/resources/vpc.ts'
import { vpcEndpoint } from '../../src/lib/resources/vpc-endpoint.ts'
import { manifestOf, scope } from './manifest.ts'
import { describeOnBoth } from './on-both.ts'

const kinds = [
  internetGateway,
  natGateway,
  routeTable,
  securityGroup,
  securityGroupRules,
  subnet,
  vpc,
  vpcEndpoint,
]

describeOnBoth(kinds, ({ moto, environment }) => {
  const api = { image: 'nginx', port: 8080, routes: ['/*'] }
  const worker = { image: 'nginx', port: 3001 }
  const perZone = manifestOf({
    network: { cidr: '10.20.0.0/16', nat: 'per-zone' },
    services: { api, worker },
  })

  test('a network with NAT in each zone is made once, changed in place, and removed whole', async () => {
    await environment.settle(perZone)
    expect(await environment.plan(perZone)).toEqual([])
    expect(await environment.standing()).toEqual([
      'internet-gateway/main',
      'nat-gateway/a',
      'nat-gateway/b',
      'route-table/private-a',
      'route-table/private-b',
      'route-table/public',
      'security-group-rules/load-balancer',
      'security-group-rules/tasks',
      'security-group/load-balancer',
      'security-group/tasks',
      'subnet/private-a',
      'subnet/private-b',
      'subnet/public-a',
      'subnet/public-b',
      'vpc/main',
    ])

    const single = manifestOf({ network: { cidr: '10.20.0.0/16', nat: 'single' }, services: { api, worker } })
    expect(await environment.plan(single)).toEqual([
      'nat-gateway/b remove',
      'route-table/private-b update wayOut',
    ])
    await environment.settle(single)
    expect(await environment.plan(single)).toEqual([])
    const { Addresses } = await moto.ports.ec2.describeAddresses({})
    expect(Addresses).toHaveLength(1)

    await environment.tearDown()
    expect(await environment.standing()).toEqual([])
    expect((await moto.ports.ec2.describeAddresses({})).Addresses).toEqual([])
  })

  test('without NAT, private tasks reach AWS through endpoints only', async () => {
    const secrets = { TOKEN: 'secret:token', URL: 'ssm:/shop/URL' }
    const secluded = manifestOf({
      network: { nat: 'none' },
      services: {
        api: { ...api, subnets: 'private', secrets, env: { POOL: '${userPools.users.id}' } },
      },
      tables: { main: { partitionKey: 'id' } },
      userPools: { users: {} },
    })
    await environment.settle(secluded)
    expect(await environment.plan(secluded)).toEqual([])
    const endpoints = await vpcEndpoint.inspect(scope, moto.ports)
    expect(Object.keys(endpoints).toSorted()).toEqual([
      'cognito-idp',
      'dynamodb',
      'ecr-api',
      'ecr-dkr',
      'logs',
      's3',
      'secretsmanager',
      'ssm',
    ])
    expect(endpoints.s3!.routeTables).toHaveLength(2)
    expect(endpoints.dynamodb!.routeTables).toHaveLength(2)
    expect(endpoints['ecr-api']!.subnets).toHaveLength(2)
    const rules = await securityGroupRules.inspect(scope, moto.ports)
    const groups = await securityGroup.inspect(scope, moto.ports)
    expect(rules.endpoints!.inbound.map(({ text }) => text)).toEqual([`tcp 443 ${groups.tasks!.groupId}`])
    expect((await routeTable.inspect(scope, moto.ports))['private-a']!.wayOut).toBeUndefined()

    await environment.tearDown()
    expect(await environment.standing()).toEqual([])
  })

  test('rules of security groups are a set: what is missing is opened, what nobody asked for is closed', async () => {
    await environment.settle(perZone)
    const { tasks, 'load-balancer': balancer } = await securityGroup.inspect(scope, moto.ports)
    const have = async () =>
      (await securityGroupRules.inspect(scope, moto.ports)).tasks!.inbound.map(({ text }) => text)
    const wanted = [
      `tcp 3001 ${tasks!.groupId}`,
      `tcp 8080 ${balancer!.groupId}`,
      `tcp 8080 ${tasks!.groupId}`,
    ].toSorted()
    expect(await have()).toEqual(wanted)

    const GroupId = tasks!.groupId
    const ssh = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }
    await moto.ports.ec2.authorizeSecurityGroupIngress({ GroupId, IpPermissions: [ssh] })
    const lost = { IpProtocol: 'tcp', FromPort: 3001, ToPort: 3001, UserIdGroupPairs: [{ GroupId }] }
    await moto.ports.ec2.revokeSecurityGroupIngress({ GroupId, IpPermissions: [lost] })
    expect(await environment.plan(perZone)).toEqual(['security-group-rules/tasks update inbound inbound'])
    await environment.settle(perZone)
    expect(await have()).toEqual(wanted)
  })

  test('a route that leads nowhere is repaired', async () => {
    const gateways = await natGateway.inspect(scope, moto.ports)
    const tables = await routeTable.inspect(scope, moto.ports)
    await moto.ports.ec2.deleteRoute({
      RouteTableId: tables['private-a']!.routeTableId,
      DestinationCidrBlock: '0.0.0.0/0',
    })
    expect(await environment.plan(perZone)).toEqual(['route-table/private-a update wayOut'])
    await environment.settle(perZone)
    const repaired = await routeTable.inspect(scope, moto.ports)
    expect(repaired['private-a']!.wayOut).toBe(gateways.a!.gatewayId)

    const blackhole = { ...repaired['private-a']!, blackhole: true }
    const nowhere = { get: () => undefined, of: () => expect.fail('not needed'), entries: () => [] }
    const deps = { vpc: nowhere, subnet: nowhere, internetGateway: nowhere, natGateway: nowhere }
    const want = { subnets: [], wayOut: { natGateway: 'a' } }
    expect(routeTable.diff(want, { ...blackhole, associations: {} }, deps)).toEqual([
      { path: 'wayOut', from: `${gateways.a!.gatewayId} (gone)`, to: undefined },
    ])
  })

  test('an address that a crash left without its gateway is used', async () => {
    await environment.tearDown()
    const run = { scope, id: 'a' }
    const { AllocationId } = await moto.ports.ec2.allocateAddress({
      Domain: 'vpc',
      TagSpecifications: ec2TagSpecification('elastic-ip', run),
    })
    expect(await environment.plan(perZone)).toContain('nat-gateway/a update status')
    await environment.settle(perZone)
    expect((await natGateway.inspect(scope, moto.ports)).a!.allocationId).toBe(AllocationId)
    expect((await moto.ports.ec2.describeAddresses({})).Addresses).toHaveLength(2)
    expect(await environment.plan(perZone)).toEqual([])
    await environment.tearDown()
    expect(await environment.standing()).toEqual([])
  })

  test('in a network that somebody else made only security groups are made', async () => {
    const { ec2 } = moto.ports
    const { Vpc } = await ec2.createVpc({ CidrBlock: '10.9.0.0/16' })
    const blocks = ['10.9.0.0/24', '10.9.1.0/24', '10.9.2.0/24']
    const subnets = await Promise.all(
      blocks.map(
        async CidrBlock => (await ec2.createSubnet({ VpcId: Vpc!.VpcId!, CidrBlock })).Subnet!.SubnetId!,
      ),
    )
    const existing = {
      vpc: Vpc!.VpcId!,
      publicSubnets: subnets.slice(0, 2),
      privateSubnets: subnets.slice(2),
    }
    const lodger = manifestOf({ network: { existing }, services: { api } })
    await environment.settle(lodger)
    expect(await environment.plan(lodger)).toEqual([])
    expect(await environment.standing()).toEqual([
      'security-group-rules/load-balancer',
      'security-group-rules/tasks',
      'security-group/load-balancer',
      'security-group/tasks',
    ])
    await environment.tearDown()
    const { Subnets } = await ec2.describeSubnets({ Filters: [{ Name: 'vpc-id', Values: [Vpc!.VpcId!] }] })
    expect(Subnets).toHaveLength(3)

    const lost = manifestOf({ network: { existing: { ...existing, vpc: 'vpc-0123' } }, services: { api } })
    await expect(environment.plan(lost)).rejects.toMatchObject({ code: 'preflight.existing-missing' })
  })
})
