import * as sdk from '@aws-sdk/client-ec2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { timings } from '../../src/lib/sandbox/timings.ts'
import { awsCli, boto3, describeWithAws } from './aws-tools.ts'
import { clientConfig } from './client-config.ts'

let sandbox: Sandbox
let ec2: sdk.EC2
beforeAll(async () => {
  sandbox = await startSandbox({ speed: 0 })
  ec2 = new sdk.EC2(clientConfig(sandbox))
})
afterAll(() => sandbox.close())

async function makeVpc(CidrBlock = '10.0.0.0/16') {
  return (await ec2.createVpc({ CidrBlock })).Vpc!.VpcId!
}

async function makeSubnet(VpcId: string, CidrBlock: string, AvailabilityZone = 'eu-west-1a') {
  return (await ec2.createSubnet({ VpcId, CidrBlock, AvailabilityZone })).Subnet!.SubnetId!
}

async function makeGateway(VpcId: string) {
  const { InternetGateway } = await ec2.createInternetGateway({})
  const InternetGatewayId = InternetGateway!.InternetGatewayId!
  await ec2.attachInternetGateway({ InternetGatewayId, VpcId })
  return InternetGatewayId
}

describe('VPCs and subnets', () => {
  test('a VPC is found by its tags, with DNS hostnames off until they are turned on', async () => {
    const Tags = [{ Key: 'deployctl:project', Value: 'shop' }]
    const made = await ec2.createVpc({
      CidrBlock: '10.1.2.3/16',
      TagSpecifications: [{ ResourceType: 'vpc', Tags }],
    })
    expect(made.Vpc).toMatchObject({ CidrBlock: '10.1.0.0/16', State: 'pending' })

    const Filters = [{ Name: 'tag:deployctl:project', Values: ['sh*'] }]
    const { Vpcs } = await ec2.describeVpcs({ Filters })
    expect(Vpcs).toMatchObject([{ VpcId: made.Vpc!.VpcId, State: 'available', Tags }])

    const VpcId = made.Vpc!.VpcId!
    const hostnames = { VpcId, Attribute: 'enableDnsHostnames' } as const
    expect((await ec2.describeVpcAttribute(hostnames)).EnableDnsHostnames).toEqual({ Value: false })
    await ec2.modifyVpcAttribute({ VpcId, EnableDnsHostnames: { Value: true } })
    expect((await ec2.describeVpcAttribute(hostnames)).EnableDnsHostnames).toEqual({ Value: true })
  })

  test('CIDRs that AWS would not take are refused', async () => {
    const VpcId = await makeVpc()
    await makeSubnet(VpcId, '10.0.0.0/24')
    const refusals = [
      [() => makeVpc('10.0.0.0/8'), 'InvalidVpc.Range'],
      [() => makeVpc('10.0.0/16'), 'InvalidParameterValue'],
      [() => makeSubnet(VpcId, '10.1.0.0/24'), 'InvalidSubnet.Range'],
      [() => makeSubnet(VpcId, '10.0.0.128/25'), 'InvalidSubnet.Conflict'],
      [() => makeSubnet(VpcId, '10.0.1.0/24', 'eu-west-1z'), 'InvalidParameterValue'],
      [() => makeSubnet('vpc-0123456789abcdef0', '10.0.1.0/24'), 'InvalidVpcID.NotFound'],
    ] as const
    for (const [attempt, name] of refusals) await expect(attempt()).rejects.toMatchObject({ name })
  })

  test('a VPC can be deleted only when it is empty', async () => {
    const VpcId = await makeVpc()
    const SubnetId = await makeSubnet(VpcId, '10.0.0.0/24')
    const InternetGatewayId = await makeGateway(VpcId)
    const refused = () =>
      expect(ec2.deleteVpc({ VpcId })).rejects.toMatchObject({ name: 'DependencyViolation' })
    await refused()
    await ec2.deleteSubnet({ SubnetId })
    await refused()
    await ec2.detachInternetGateway({ InternetGatewayId, VpcId })
    await ec2.deleteVpc({ VpcId })
    await expect(ec2.describeVpcs({ VpcIds: [VpcId] })).rejects.toMatchObject({
      name: 'InvalidVpcID.NotFound',
    })
  })
})

test('a NAT gateway takes its time, holds address and subnet, and leaves a black hole', async () => {
  const VpcId = await makeVpc()
  const SubnetId = await makeSubnet(VpcId, '10.0.0.0/24')
  const InternetGatewayId = await makeGateway(VpcId)
  const { AllocationId } = await ec2.allocateAddress({ Domain: 'vpc' })
  const ClientToken = 'once'
  const made = await ec2.createNatGateway({ SubnetId, AllocationId, ClientToken })
  const again = await ec2.createNatGateway({ SubnetId, AllocationId, ClientToken })
  const NatGatewayId = made.NatGateway!.NatGatewayId!
  expect(again.NatGateway!.NatGatewayId).toBe(NatGatewayId)
  const state = async () =>
    (await ec2.describeNatGateways({ NatGatewayIds: [NatGatewayId] })).NatGateways![0]!.State

  const { RouteTable } = await ec2.createRouteTable({ VpcId })
  const route = { RouteTableId: RouteTable!.RouteTableId!, DestinationCidrBlock: '0.0.0.0/0', NatGatewayId }
  await ec2.createRoute(route)
  await ec2.createRoute(route)
  await expect(
    ec2.createRoute({ ...route, NatGatewayId: undefined, GatewayId: InternetGatewayId }),
  ).rejects.toMatchObject({ name: 'RouteAlreadyExists' })

  expect(await state()).toBe('pending')
  await sandbox.advance(timings.natGatewayAvailable)
  expect(await state()).toBe('available')
  await expect(ec2.releaseAddress({ AllocationId })).rejects.toMatchObject({ name: 'InvalidIPAddress.InUse' })
  await expect(ec2.detachInternetGateway({ InternetGatewayId, VpcId })).rejects.toMatchObject({
    name: 'DependencyViolation',
  })

  await ec2.deleteNatGateway({ NatGatewayId })
  expect(await state()).toBe('deleting')
  await expect(ec2.deleteSubnet({ SubnetId })).rejects.toMatchObject({ name: 'DependencyViolation' })
  await sandbox.advance(timings.natGatewayDeleted)
  expect(await state()).toBe('deleted')
  const { RouteTables } = await ec2.describeRouteTables({ RouteTableIds: [route.RouteTableId] })
  expect(RouteTables![0]!.Routes!.map(({ State }) => State)).toEqual(['active', 'blackhole'])
  await ec2.releaseAddress({ AllocationId })
  await ec2.deleteSubnet({ SubnetId })
})

test('a NAT gateway without an internet gateway fails', async () => {
  const SubnetId = await makeSubnet(await makeVpc(), '10.0.0.0/24')
  const { AllocationId } = await ec2.allocateAddress({})
  const { NatGateway } = await ec2.createNatGateway({ SubnetId, AllocationId })
  await sandbox.advance(timings.natGatewayAvailable)
  const { NatGateways } = await ec2.describeNatGateways({ NatGatewayIds: [NatGateway!.NatGatewayId!] })
  expect(NatGateways).toMatchObject([{ State: 'failed', FailureCode: 'Gateway.NotAttached' }])
})

test('endpoints: the gateway kind is a route, the interface kind an interface that outlives it', async () => {
  const VpcId = await makeVpc()
  const SubnetId = await makeSubnet(VpcId, '10.0.0.0/24')
  const { RouteTable } = await ec2.createRouteTable({ VpcId })
  const s3 = { VpcId, ServiceName: 'com.amazonaws.eu-west-1.s3', RouteTableIds: [RouteTable!.RouteTableId!] }
  const { VpcEndpoint: gateway } = await ec2.createVpcEndpoint(s3)
  expect(gateway).toMatchObject({ VpcEndpointType: 'Gateway', State: 'available' })
  await expect(ec2.createVpcEndpoint(s3)).rejects.toMatchObject({ name: 'RouteAlreadyExists' })

  const logs = {
    VpcId,
    ServiceName: 'com.amazonaws.eu-west-1.logs',
    VpcEndpointType: 'Interface',
    SubnetIds: [SubnetId],
  } as const
  const create = () => ec2.createVpcEndpoint({ ...logs, SubnetIds: [SubnetId] })
  await expect(create()).rejects.toMatchObject({ name: 'InvalidParameter' })
  await ec2.modifyVpcAttribute({ VpcId, EnableDnsHostnames: { Value: true } })
  const { VpcEndpoint } = await create()
  expect(VpcEndpoint!.State).toBe('pending')
  await sandbox.advance(timings.vpcEndpointAvailable)
  const VpcEndpointIds = [VpcEndpoint!.VpcEndpointId!]
  expect((await ec2.describeVpcEndpoints({ VpcEndpointIds })).VpcEndpoints).toMatchObject([
    { State: 'available' },
  ])

  const gone = await ec2.deleteVpcEndpoints({
    VpcEndpointIds: [...VpcEndpointIds, gateway!.VpcEndpointId!, 'vpce-0123456789abcdef0'],
  })
  expect(gone.Unsuccessful).toMatchObject([{ ResourceId: 'vpce-0123456789abcdef0' }])
  await expect(ec2.deleteSubnet({ SubnetId })).rejects.toMatchObject({ name: 'DependencyViolation' })
  await sandbox.advance(timings.vpcEndpointAvailable)
  await ec2.deleteSubnet({ SubnetId })
})

describe('security groups', () => {
  test('rules are kept one by one and shown together', async () => {
    const VpcId = await makeVpc()
    const { GroupId } = await ec2.createSecurityGroup({ VpcId, GroupName: 'web', Description: 'web' })
    const web = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 }
    const IpPermissions = [{ ...web, IpRanges: [{ CidrIp: '0.0.0.0/0' }, { CidrIp: '10.0.0.1/8' }] }]
    await ec2.authorizeSecurityGroupIngress({ GroupId, IpPermissions })
    await expect(ec2.authorizeSecurityGroupIngress({ GroupId, IpPermissions })).rejects.toMatchObject({
      name: 'InvalidPermission.Duplicate',
      message:
        'the specified rule "peer: 0.0.0.0/0, TCP, from port: 443, to port: 443, ALLOW" already exists',
    })
    const { SecurityGroups } = await ec2.describeSecurityGroups({ GroupIds: [GroupId!] })
    expect(SecurityGroups![0]!.IpPermissions).toMatchObject([
      { ...web, IpRanges: [{ CidrIp: '0.0.0.0/0' }, { CidrIp: '10.0.0.0/8' }] },
    ])
    expect(SecurityGroups![0]!.IpPermissionsEgress).toMatchObject([
      { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
    ])

    await ec2.revokeSecurityGroupIngress({ GroupId, IpPermissions })
    await expect(ec2.revokeSecurityGroupIngress({ GroupId, IpPermissions })).rejects.toMatchObject({
      name: 'InvalidPermission.NotFound',
    })
  })

  test('a group that another names, or that an interface has, stays', async () => {
    const VpcId = await makeVpc()
    const SubnetId = await makeSubnet(VpcId, '10.0.0.0/24')
    const [a, b] = await Promise.all(
      ['a', 'b'].map(
        async GroupName => (await ec2.createSecurityGroup({ VpcId, GroupName, Description: 'x' })).GroupId!,
      ),
    )
    const UserIdGroupPairs = [{ GroupId: a! }]
    await ec2.authorizeSecurityGroupIngress({
      GroupId: b!,
      IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs }],
    })
    await expect(ec2.deleteSecurityGroup({ GroupId: a! })).rejects.toMatchObject({
      name: 'DependencyViolation',
    })
    const { NetworkInterface } = await ec2.createNetworkInterface({ SubnetId, Groups: [b!] })
    await expect(ec2.deleteSecurityGroup({ GroupId: b! })).rejects.toMatchObject({
      name: 'DependencyViolation',
    })
    await ec2.deleteNetworkInterface({ NetworkInterfaceId: NetworkInterface!.NetworkInterfaceId! })
    await ec2.deleteSecurityGroup({ GroupId: b! })
    await ec2.deleteSecurityGroup({ GroupId: a! })
  })
})

test('us-east-1 has six zones and other regions three', async () => {
  const { AvailabilityZones } = await ec2.describeAvailabilityZones({})
  expect(AvailabilityZones!.map(({ ZoneId }) => ZoneId)).toEqual(['euw1-az1', 'euw1-az2', 'euw1-az3'])
  const east = new sdk.EC2(clientConfig(sandbox, { region: 'us-east-1' }))
  expect((await east.describeAvailabilityZones({})).AvailabilityZones).toHaveLength(6)
})

describeWithAws('EC2 as other clients see it', () => {
  test('the AWS CLI makes a VPC and boto3 finds it', async () => {
    const spec = 'ResourceType=vpc,Tags=[{Key=Name,Value=cli}]'
    const made = await awsCli(sandbox, [
      'ec2',
      'create-vpc',
      '--cidr-block',
      '10.9.0.0/16',
      '--tag-specifications',
      spec,
    ])
    expect(made.stderr).toBe('')
    const { VpcId } = JSON.parse(made.stdout).Vpc
    const { output } = await boto3(sandbox, 'ec2', 'describe_vpcs', {
      Filters: [{ Name: 'tag:Name', Values: ['cli'] }],
    })
    expect(output.Vpcs).toMatchObject([{ VpcId, CidrBlock: '10.9.0.0/16' }])
    const { output: groups } = await boto3(sandbox, 'ec2', 'describe_security_groups', {
      Filters: [{ Name: 'vpc-id', Values: [VpcId] }],
    })
    expect(groups.SecurityGroups).toMatchObject([{ GroupName: 'default' }])
  })
})
