import { listeners, theBalancer } from './facts/balancer.ts'
import { byId, type Scene } from './scene.ts'

/** One way in which moto is not like AWS; our sandbox has to be. */
interface Gap {
  readonly title: string
  /** Looks at it, by boto3. */
  observe(scene: Scene): Promise<unknown>
  /** What moto 5.2.1 says: where that changes, this entry is to go. */
  readonly moto: unknown
  /** What AWS says. */
  readonly aws: unknown
}

/**
 * Everything in which moto departs from AWS on the ground that bootstrap makes; each is proven on the sandbox instead.
 * The last one damages what moto should have kept.
 */
export const gaps: readonly Gap[] = [
  {
    // ELBv2 API reference, RedirectActionConfig: "#{host}", "/#{path}" and "#{query}" are what is left out.
    title: 'a redirect without a host, path and query keeps them; moto shows none',
    observe: async scene => {
      const { Host, Path, Query } = (await listeners(scene))[0].DefaultActions[0].RedirectConfig
      return [Host, Path, Query]
    },
    moto: [undefined, undefined, undefined],
    aws: ['#{host}', '/#{path}', '#{query}'],
  },
  {
    // ELBv2 API reference, Listener.SslPolicy: "[HTTPS and TLS listeners]".
    title: 'an HTTP listener has no TLS policy; moto gives it one',
    observe: async scene => (await listeners(scene))[0].SslPolicy,
    moto: 'ELBSecurityPolicy-2016-08',
    aws: undefined,
  },
  {
    // Elastic Load Balancing, "Service endpoints", gives the hosted zone of each region.
    title: "a load balancer's name lies in a hosted zone of its region; moto gives every one the same",
    observe: async scene => (await theBalancer(scene)).CanonicalHostedZoneId,
    moto: 'Z2P70J7EXAMPLE',
    aws: 'Z35SXDOTRQ7X7K',
  },
  {
    // Application Load Balancers guide: "cross-zone load balancing is always turned on" for them.
    title: 'an application load balancer spreads over its zones; moto says that it does not',
    observe: async scene => {
      const { LoadBalancerArn } = await theBalancer(scene)
      const input = { LoadBalancerArn }
      const { Attributes } = await scene.aws.call('elbv2', 'describe_load_balancer_attributes', input)
      const isCrossZone = ({ Key }: { Key: string }) => Key === 'load_balancing.cross_zone.enabled'
      return Attributes.find(isCrossZone).Value
    },
    moto: 'false',
    aws: 'true',
  },
  {
    // EC2 API reference, DescribeNatGateways, Filter: "tag:<key>".
    title: 'NAT gateways can be filtered by tag; moto answers with everybody’s',
    observe: async ({ aws }) => {
      const Filter = [{ Name: 'tag:deployctl:project', Values: ['nobody'] }]
      const { NatGateways } = await aws.call('ec2', 'describe_nat_gateways', { Filter })
      return NatGateways.length
    },
    moto: 3,
    aws: 0,
  },
  {
    // SNS API reference, Subscribe: an e-mail's owner has to confirm, and until then there is no ARN.
    title: 'a mail subscription waits for its owner; moto confirms at once',
    observe: async ({ aws }) => {
      const TopicArn = 'arn:aws:sns:us-east-1:123456789012:shop-prod-alarms'
      const { Subscriptions } = await aws.call('sns', 'list_subscriptions_by_topic', { TopicArn })
      return Subscriptions[0].SubscriptionArn.startsWith('arn:') ? 'confirmed' : 'pending'
    },
    moto: 'confirmed',
    aws: 'pending',
  },
  {
    // Secrets Manager API reference, GetSecretValue, VersionStage: "the default is AWSCURRENT".
    title: 'a secret answers with its current version; moto with the one that was put before the label moved',
    observe: async ({ aws }) => {
      const SecretId = 'shop-prod/api-keys'
      const named = { SecretId, VersionStage: 'AWSCURRENT' }
      const { VersionId } = await aws.call('secretsmanager', 'get_secret_value', named)
      return (await aws.call('secretsmanager', 'get_secret_value', { SecretId })).VersionId === VersionId
    },
    moto: false,
    aws: true,
  },
  {
    // ACM user guide, "DNS validation": pending until the record is found, for 72 hours.
    title: 'a certificate whose record nobody made stays pending; moto issues it by itself',
    observe: async ({ aws }) => {
      const { CertificateSummaryList } = await aws.call('acm', 'list_certificates')
      const isTheirs = ({ DomainName }: { DomainName: string }) => DomainName === 'theirs.example.com'
      return CertificateSummaryList.find(isTheirs).Status
    },
    moto: 'ISSUED',
    aws: 'PENDING_VALIDATION',
  },
  {
    // "Services that support the Resource Groups Tagging API": all three are on the list.
    title: "AWS's index of tags knows addresses, repositories and listeners; moto's does not",
    observe: async ({ aws }) => {
      const TagFilters = [{ Key: 'deployctl:environment', Values: ['prod'] }]
      const answer = await aws.call('resourcegroupstaggingapi', 'get_resources', { TagFilters })
      const arns = answer.ResourceTagMappingList.map((one: { ResourceARN: string }) => one.ResourceARN)
      const holds = (part: string) => arns.some((arn: string) => arn.includes(part))
      return [':elastic-ip/', ':repository/', ':listener/'].map(holds)
    },
    moto: [false, false, false],
    aws: [true, true, true],
  },
  {
    // ELBv2 API reference, CreateLoadBalancer, Subnets: "you must specify subnets from at least two".
    title: 'a load balancer needs two zones; moto takes one',
    observe: async ({ aws }) => {
      const { SubnetId } = byId((await aws.call('ec2', 'describe_subnets')).Subnets)['public-b']
      const input = { Name: 'one-zone', Subnets: [SubnetId] }
      return outcome(aws.call('elbv2', 'create_load_balancer', input), made =>
        aws.call('elbv2', 'delete_load_balancer', { LoadBalancerArn: made.LoadBalancers[0].LoadBalancerArn }),
      )
    },
    moto: 'done',
    aws: 'ValidationError',
  },
  {
    // ELBv2 API reference, CreateListener, Certificates: "you must provide exactly one certificate".
    title: 'an HTTPS listener needs a certificate; moto makes one without',
    observe: async scene => {
      const { LoadBalancerArn } = await theBalancer(scene)
      const DefaultActions = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }]
      const input = { LoadBalancerArn, Protocol: 'HTTPS', Port: 8443, DefaultActions }
      return outcome(scene.aws.call('elbv2', 'create_listener', input))
    },
    moto: 'done',
    aws: 'ValidationError',
  },
  {
    // EC2 API reference, DeleteSubnet: "You must terminate all running instances" and free its interfaces first.
    title: 'a subnet with gateways in it is not deleted; moto deletes it',
    observe: async ({ aws }) => {
      const { SubnetId } = byId((await aws.call('ec2', 'describe_subnets')).Subnets)['public-a']
      return outcome(aws.call('ec2', 'delete_subnet', { SubnetId }))
    },
    moto: 'done',
    aws: 'DependencyViolation',
  },
]

/** `done`, or AWS's error code. */
// biome-ignore lint/suspicious/noExplicitAny: the output of whatever was called
async function outcome(call: Promise<any>, undo?: (output: any) => Promise<unknown>): Promise<string> {
  try {
    const output = await call
    await undo?.(output)
    return 'done'
  } catch (error) {
    return (error as Error).message
  }
}
