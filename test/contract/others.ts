import type { Boto3 } from './boto3.ts'
import { until } from './until.ts'

/** What another team made, and lets a guest use. */
export interface Others {
  readonly vpcId: string
  readonly subnetIds: readonly string[]
  readonly groupId: string
  readonly certificateArn: string
  readonly loadBalancerArn: string
  readonly listenerArn: string
}

const answer = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }]

/** Makes a network, a cluster, and a load balancer with HTTPS and one rule, by boto3. */
export async function makeOthers(aws: Boto3): Promise<Others> {
  await aws.call('iam', 'create_service_linked_role', { AWSServiceName: 'ecs.amazonaws.com' })
  // moto's index of tags breaks on a cluster without any.
  const tags = [{ key: 'team', value: 'others' }]
  const capacityProviders = ['FARGATE', 'FARGATE_SPOT']
  await aws.call('ecs', 'create_cluster', { clusterName: 'theirs', capacityProviders, tags })
  const network = await makeNetwork(aws)
  const certificateArn = await makeCertificate(aws)
  const { LoadBalancers } = await aws.call('elbv2', 'create_load_balancer', {
    Name: 'theirs',
    Subnets: network.subnetIds,
    SecurityGroups: [network.groupId],
  })
  const { LoadBalancerArn } = LoadBalancers[0]
  await until(async () => {
    const input = { LoadBalancerArns: [LoadBalancerArn] }
    const { LoadBalancers } = await aws.call('elbv2', 'describe_load_balancers', input)
    return LoadBalancers[0].State.Code === 'active'
  })
  const { Listeners } = await aws.call('elbv2', 'create_listener', {
    LoadBalancerArn,
    Port: 443,
    Protocol: 'HTTPS',
    Certificates: [{ CertificateArn: certificateArn }],
    DefaultActions: answer,
  })
  const { ListenerArn } = Listeners[0]
  const Conditions = [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/theirs/*'] } }]
  await aws.call('elbv2', 'create_rule', { ListenerArn, Priority: 100, Conditions, Actions: answer })
  return { ...network, certificateArn, loadBalancerArn: LoadBalancerArn, listenerArn: ListenerArn }
}

async function makeNetwork(aws: Boto3) {
  const { VpcId } = (await aws.call('ec2', 'create_vpc', { CidrBlock: '10.9.0.0/16' })).Vpc
  const { InternetGatewayId } = (await aws.call('ec2', 'create_internet_gateway')).InternetGateway
  await aws.call('ec2', 'attach_internet_gateway', { InternetGatewayId, VpcId })
  const { RouteTables } = await aws.call('ec2', 'describe_route_tables', {
    Filters: [{ Name: 'vpc-id', Values: [VpcId] }],
  })
  await aws.call('ec2', 'create_route', {
    RouteTableId: RouteTables[0].RouteTableId,
    DestinationCidrBlock: '0.0.0.0/0',
    GatewayId: InternetGatewayId,
  })
  const subnetIds: string[] = []
  for (const [index, zone] of ['a', 'b'].entries()) {
    const { Subnet } = await aws.call('ec2', 'create_subnet', {
      VpcId,
      CidrBlock: `10.9.${index}.0/24`,
      AvailabilityZone: `us-east-1${zone}`,
    })
    subnetIds.push(Subnet.SubnetId)
  }
  const group = { GroupName: 'theirs', Description: 'theirs', VpcId }
  const { GroupId } = await aws.call('ec2', 'create_security_group', group)
  return { vpcId: VpcId as string, subnetIds, groupId: GroupId as string }
}

/** Proven by a record in a zone of their own. */
async function makeCertificate(aws: Boto3): Promise<string> {
  const zone = await aws.call('route53', 'create_hosted_zone', { Name: 'example.com', CallerReference: '1' })
  const request = { DomainName: 'guest.example.com', ValidationMethod: 'DNS' }
  const { CertificateArn } = await aws.call('acm', 'request_certificate', request)
  const describe = async () => (await aws.call('acm', 'describe_certificate', { CertificateArn })).Certificate
  await until(async () => (await describe()).DomainValidationOptions[0].ResourceRecord)
  const { Name, Type, Value } = (await describe()).DomainValidationOptions[0].ResourceRecord
  const ResourceRecordSet = { Name, Type, TTL: 60, ResourceRecords: [{ Value }] }
  const ChangeBatch = { Changes: [{ Action: 'CREATE', ResourceRecordSet }] }
  await aws.call('route53', 'change_resource_record_sets', { HostedZoneId: zone.HostedZone.Id, ChangeBatch })
  await until(async () => (await describe()).Status === 'ISSUED')
  return CertificateArn
}
