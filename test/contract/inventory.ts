import type { Boto3 } from './boto3.ts'

type Listing = readonly [service: string, method: string, member: string, input?: object]

/** Every list that something of ours, or of somebody else's, could stand in. */
const listings: readonly Listing[] = [
  ['acm', 'list_certificates', 'CertificateSummaryList'],
  ['cloudwatch', 'describe_alarms', 'MetricAlarms'],
  ['ec2', 'describe_addresses', 'Addresses'],
  ['ec2', 'describe_internet_gateways', 'InternetGateways'],
  ['ec2', 'describe_nat_gateways', 'NatGateways'],
  ['ec2', 'describe_route_tables', 'RouteTables'],
  ['ec2', 'describe_security_groups', 'SecurityGroups'],
  ['ec2', 'describe_subnets', 'Subnets'],
  ['ec2', 'describe_vpc_endpoints', 'VpcEndpoints'],
  ['ec2', 'describe_vpcs', 'Vpcs'],
  ['ecr', 'describe_repositories', 'repositories'],
  ['elbv2', 'describe_load_balancers', 'LoadBalancers'],
  ['elbv2', 'describe_target_groups', 'TargetGroups'],
  ['iam', 'list_roles', 'Roles'],
  ['logs', 'describe_log_groups', 'logGroups'],
  ['route53', 'list_hosted_zones', 'HostedZones'],
  ['s3', 'list_buckets', 'Buckets'],
  ['secretsmanager', 'list_secrets', 'SecretList'],
  ['sns', 'list_subscriptions', 'Subscriptions'],
  ['sns', 'list_topics', 'Topics'],
  ['ssm', 'describe_parameters', 'Parameters'],
]

/** All that stands in the account, whoever's it is, by list: the same before and after means that nothing was left or touched. */
export async function inventory(aws: Boto3): Promise<Record<string, unknown[]>> {
  const all: Record<string, unknown[]> = {}
  for (const [service, method, member, input] of listings) {
    const { [member]: found = [] } = await aws.call(service, method, input)
    const lines = found.filter(stands).map((one: unknown) => JSON.stringify(one, settled))
    all[`${service} ${member}`] = lines.toSorted().map((line: string) => JSON.parse(line))
  }
  const { clusterArns: clusters } = await aws.call('ecs', 'list_clusters')
  const described = (await aws.call('ecs', 'describe_clusters', { clusters })).clusters
  all['ecs clusters'] = described.filter(({ status }: { status: string }) => status === 'ACTIVE')
  for (const { Id } of all['route53 HostedZones'] as { Id: string }[]) {
    const { ResourceRecordSets } = await aws.call('route53', 'list_resource_record_sets', {
      HostedZoneId: Id,
    })
    all[`records of ${Id}`] = ResourceRecordSets
  }
  for (const { LoadBalancerArn } of all['elbv2 LoadBalancers'] as { LoadBalancerArn: string }[]) {
    const { Listeners } = await aws.call('elbv2', 'describe_listeners', { LoadBalancerArn })
    all[`listeners of ${LoadBalancerArn}`] = Listeners
    for (const { ListenerArn } of Listeners) {
      const { Rules } = await aws.call('elbv2', 'describe_rules', { ListenerArn })
      all[`rules of ${ListenerArn}`] = Rules
    }
  }
  return all
}

/** Leaves out what goes on by itself: a certificate of others that comes to be issued. */
function settled(this: { DomainName?: string }, key: string, value: unknown): unknown {
  return this.DomainName && key === 'Status' ? undefined : value
}

/** EC2 lists what is gone for an hour. */
function stands({ State }: { State?: unknown }): boolean {
  return State !== 'deleted'
}
