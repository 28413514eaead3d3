import type { Boto3 } from './boto3.ts'
import { until } from './until.ts'

const name = 'shop-production'
/** Another environment of the same project, whose names begin as ours do. */
const theirs = { 'deployctl:project': 'shop', 'deployctl:environment': 'production', 'deployctl:id': 'main' }
const Tags = Object.entries(theirs).map(([Key, Value]) => ({ Key, Value }))
const tags = Tags.map(({ Key, Value }) => ({ key: Key, value: Value }))

/**
 * Makes what others have in the same account: named and tagged nearly as ours, and some of it not at all.
 * @returns the id of a hosted zone, which the domain of the scenario lies in
 */
export async function makeBystanders(aws: Boto3): Promise<string> {
  const zone = await aws.call('route53', 'create_hosted_zone', { Name: 'example.com', CallerReference: '1' })
  const HostedZoneId = zone.HostedZone.Id.replace('/hostedzone/', '')
  const ResourceRecords = [{ Value: '192.0.2.1' }]
  const ResourceRecordSet = { Name: 'www.example.com', Type: 'A', TTL: 60, ResourceRecords }
  const ChangeBatch = { Changes: [{ Action: 'CREATE', ResourceRecordSet }] }
  await aws.call('route53', 'change_resource_record_sets', { HostedZoneId, ChangeBatch })
  await makeNetwork(aws)
  await makeRest(aws)
  return HostedZoneId
}

async function makeNetwork(aws: Boto3): Promise<void> {
  const tagged = (ResourceType: string) => ({ TagSpecifications: [{ ResourceType, Tags }] })
  const { Vpc } = await aws.call('ec2', 'create_vpc', { CidrBlock: '10.99.0.0/16', ...tagged('vpc') })
  const { VpcId } = Vpc
  const gateway = await aws.call('ec2', 'create_internet_gateway', tagged('internet-gateway'))
  const { InternetGatewayId } = gateway.InternetGateway
  await aws.call('ec2', 'attach_internet_gateway', { InternetGatewayId, VpcId })
  const { Subnet } = await aws.call('ec2', 'create_subnet', {
    VpcId,
    CidrBlock: '10.99.0.0/24',
    ...tagged('subnet'),
  })
  const { AllocationId } = await aws.call('ec2', 'allocate_address', { Domain: 'vpc' })
  const { NatGateway } = await aws.call('ec2', 'create_nat_gateway', {
    SubnetId: Subnet.SubnetId,
    AllocationId,
    ...tagged('natgateway'),
  })
  const NatGatewayIds = [NatGateway.NatGatewayId]
  await until(async () => {
    const { NatGateways } = await aws.call('ec2', 'describe_nat_gateways', { NatGatewayIds })
    return NatGateways[0].State === 'available'
  })
  await aws.call('ec2', 'create_route_table', { VpcId, ...tagged('route-table') })
  await aws.call('ec2', 'create_security_group', { GroupName: `${name}-tasks`, Description: 'theirs', VpcId })
  await aws.call('elbv2', 'create_target_group', {
    Name: 'shop-prod-theirs',
    Protocol: 'HTTP',
    Port: 80,
    VpcId,
    TargetType: 'ip',
  })
}

async function makeRest(aws: Boto3): Promise<void> {
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  })
  await aws.call('iam', 'create_role', { RoleName: 'shop-prod-task-theirs', AssumeRolePolicyDocument })
  // The first cluster of an account brings this role, and it stays.
  await aws.call('iam', 'create_service_linked_role', { AWSServiceName: 'ecs.amazonaws.com' })
  await aws.call('logs', 'create_log_group', { logGroupName: '/deployctl/shop/production/api' })
  await aws.call('ecr', 'create_repository', { repositoryName: `${name}/api`, tags: Tags })
  await aws.call('ecs', 'create_cluster', { clusterName: name, tags })
  await aws.call('secretsmanager', 'create_secret', {
    Name: `${name}/api-keys`,
    SecretString: 'theirs',
    Tags,
  })
  await aws.call('ssm', 'put_parameter', { Name: '/elsewhere/LEGACY_KEY', Value: 'theirs', Type: 'String' })
  await aws.call('sns', 'create_topic', { Name: 'shop-prod-theirs' })
  await aws.call('s3', 'create_bucket', { Bucket: 'shop-prod-theirs' })
  await aws.call('acm', 'request_certificate', { DomainName: 'theirs.example.com', ValidationMethod: 'DNS' })
  await aws.call('cloudwatch', 'put_metric_alarm', {
    AlarmName: 'shop-prod-theirs',
    MetricName: 'CPUUtilization',
    Namespace: 'AWS/ECS',
    Statistic: 'Average',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanThreshold',
  })
}
