import { afterAll, beforeAll, expect, test } from 'vitest'
import { openings, wayOut } from './facts/network.ts'
import { inventory } from './inventory.ts'
import { byId, openScene, type Scene } from './scene.ts'
import { describeContract } from './stand-in.ts'

describeContract('cheaper networks', start => {
  let scene: Scene
  let before: Awaited<ReturnType<typeof inventory>>

  beforeAll(async () => {
    const standIn = await start()
    // The first cluster of an account brings this role, and it stays.
    await standIn.aws.call('iam', 'create_service_linked_role', { AWSServiceName: 'ecs.amazonaws.com' })
    before = await inventory(standIn.aws)
    scene = await openScene(standIn, 'test/fixtures/ground')
  })
  afterAll(() => scene?.close())

  test('with a single NAT gateway both zones leave through it', async () => {
    const { aws, deployctl } = scene
    await deployctl.json('bootstrap single')
    const gateways = byId((await aws.call('ec2', 'describe_nat_gateways')).NatGateways, 'single')
    expect(Object.keys(gateways)).toEqual(['a'])
    const tables = byId((await aws.call('ec2', 'describe_route_tables')).RouteTables, 'single')
    expect(wayOut(tables['private-a'])).toBe(gateways.a.NatGatewayId)
    expect(wayOut(tables['private-b'])).toBe(gateways.a.NatGatewayId)
    expect(await deployctl.run('plan single --exit-code')).toMatchObject({ code: 0 })
  })

  test('without a domain the load balancer speaks HTTP, and 404 for what no rule matches', async () => {
    const { aws } = scene
    const names = { Names: ['shop-single-main'] }
    const { LoadBalancers } = await aws.call('elbv2', 'describe_load_balancers', names)
    const { LoadBalancerArn } = LoadBalancers[0]
    const { Listeners } = await aws.call('elbv2', 'describe_listeners', { LoadBalancerArn })
    expect(Listeners).toMatchObject([
      {
        ...{ Port: 80, Protocol: 'HTTP' },
        DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
      },
    ])
    const { Rules } = await aws.call('elbv2', 'describe_rules', { ListenerArn: Listeners[0].ListenerArn })
    expect(Rules.map(({ Priority }: { Priority: string }) => Priority)).toEqual(['10', '20', 'default'])
  })

  test('without NAT, tasks reach only the endpoints that Fargate needs', async () => {
    const { aws, deployctl } = scene
    await deployctl.json('bootstrap secluded')
    expect(byId((await aws.call('ec2', 'describe_nat_gateways')).NatGateways, 'secluded')).toEqual({})
    const endpoints = byId((await aws.call('ec2', 'describe_vpc_endpoints')).VpcEndpoints, 'secluded')
    const lines = Object.values(endpoints).map(one => `${one.VpcEndpointType} ${one.ServiceName}`)
    expect(lines.toSorted()).toEqual([
      'Gateway com.amazonaws.us-east-1.s3',
      'Interface com.amazonaws.us-east-1.ecr.api',
      'Interface com.amazonaws.us-east-1.ecr.dkr',
      'Interface com.amazonaws.us-east-1.logs',
      'Interface com.amazonaws.us-east-1.secretsmanager',
      'Interface com.amazonaws.us-east-1.ssm',
    ])
    expect(await deployctl.run('plan secluded --exit-code')).toMatchObject({ code: 0 })
  })

  test('the endpoints stand in the private subnets, answer by name, and let only tasks in', async () => {
    const { aws } = scene
    const ec2 = async (method: string, member: string) =>
      byId((await aws.call('ec2', method))[member], 'secluded')
    const endpoints = await ec2('describe_vpc_endpoints', 'VpcEndpoints')
    const subnets = await ec2('describe_subnets', 'Subnets')
    const groups = await ec2('describe_security_groups', 'SecurityGroups')
    const tables = await ec2('describe_route_tables', 'RouteTables')
    const insides = [subnets['private-a'].SubnetId, subnets['private-b'].SubnetId].toSorted()
    expect(endpoints['ecr-api'].SubnetIds.toSorted()).toEqual(insides)
    expect(endpoints['ecr-api'].PrivateDnsEnabled).toBe(true)
    expect(openings(groups.endpoints.IpPermissions)).toEqual([`tcp 443-443 ${groups.tasks.GroupId}`])
    const insideTables = [tables['private-a'].RouteTableId, tables['private-b'].RouteTableId]
    expect(endpoints.s3.RouteTableIds.toSorted()).toEqual(insideTables.toSorted())
    expect(wayOut(tables['private-a'])).toBeUndefined()
  })

  test('the teardown of one leaves the other, and both leave nothing', async () => {
    const { aws, deployctl } = scene
    await deployctl.json('teardown single --yes --delete-data *')
    expect(await deployctl.run('plan secluded --exit-code')).toMatchObject({ code: 0 })
    await deployctl.json('teardown secluded --yes --delete-data *')
    expect(await inventory(aws)).toEqual(before)
  })
})
