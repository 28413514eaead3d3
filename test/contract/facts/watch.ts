import { expect, test } from 'vitest'
import { region } from '../boto3.ts'
import { account, byId, type Scene } from '../scene.ts'
import { theBalancer } from './balancer.ts'

const topic = `arn:aws:sns:${region}:${account}:shop-prod-alarms`

/** What watches: the cluster's metrics, alarms, and who is told; and whose all of it is. */
export function watchFacts(of: () => Scene): void {
  test('the cluster runs on Fargate, on demand or Spot, and measures each task', async () => {
    const { aws } = of()
    const { clusters } = await aws.call('ecs', 'describe_clusters', {
      clusters: ['shop-prod'],
      include: ['SETTINGS', 'TAGS'],
    })
    expect(clusters).toMatchObject([
      { status: 'ACTIVE', settings: [{ name: 'containerInsights', value: 'enabled' }] },
    ])
    expect(clusters[0].capacityProviders.toSorted()).toEqual(['FARGATE', 'FARGATE_SPOT'])
    const strategy = clusters[0].defaultCapacityProviderStrategy
    expect(strategy).toMatchObject([{ capacityProvider: 'FARGATE', weight: 1 }])
    expect(clusters[0].tags).toContainEqual({ key: 'deployctl:id', value: 'main' })
  })

  test('alarms ring above what the manifest names, for the right thing, and tell the topic', async () => {
    const alarms = await ourAlarms(of())
    const lines = Object.values(alarms).map(one =>
      [
        one.AlarmName,
        `${one.Namespace}/${one.MetricName}`,
        one.Statistic ?? one.ExtendedStatistic,
        `> ${one.Threshold}`,
        `${one.EvaluationPeriods} × ${one.Period} s`,
      ].join(' | '),
    )
    expect(lines.toSorted()).toEqual([
      'shop-prod-api-cpu | AWS/ECS/CPUUtilization | Average | > 80 | 2 × 300 s',
      'shop-prod-api-memory | AWS/ECS/MemoryUtilization | Average | > 85 | 2 × 300 s',
      'shop-prod-api-unhealthy-hosts | AWS/ApplicationELB/UnHealthyHostCount | Maximum | > 0 | 3 × 60 s',
      'shop-prod-http-5xx | AWS/ApplicationELB/HTTPCode_Target_5XX_Count | Sum | > 10 | 1 × 60 s',
      'shop-prod-http-5xx-unanswered | AWS/ApplicationELB/HTTPCode_ELB_5XX_Count | Sum | > 10 | 1 × 60 s',
      'shop-prod-latency-p95 | AWS/ApplicationELB/TargetResponseTime | p95 | > 1 | 2 × 300 s',
      'shop-prod-realtime-cpu | AWS/ECS/CPUUtilization | Average | > 80 | 2 × 300 s',
      'shop-prod-realtime-memory | AWS/ECS/MemoryUtilization | Average | > 85 | 2 × 300 s',
      'shop-prod-realtime-unhealthy-hosts | AWS/ApplicationELB/UnHealthyHostCount | Maximum | > 0 | 3 × 60 s',
    ])
    for (const one of Object.values(alarms)) {
      expect(one).toMatchObject({
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
        AlarmActions: [topic],
        OKActions: [topic],
      })
    }
  })

  test('each alarm looks at one service, load balancer or target group', async () => {
    const scene = of()
    const alarms = await ourAlarms(scene)
    const { LoadBalancerArn } = await theBalancer(scene)
    const { TargetGroups } = await scene.aws.call('elbv2', 'describe_target_groups', {
      Names: ['shop-prod-api'],
    })
    const balancer = LoadBalancerArn.split(':loadbalancer/')[1]
    const group = TargetGroups[0].TargetGroupArn.split(':').at(-1)
    expect(dimensions(alarms['shop-prod-api-cpu'])).toEqual({
      ClusterName: 'shop-prod',
      ServiceName: 'shop-prod-api',
    })
    expect(dimensions(alarms['shop-prod-http-5xx'])).toEqual({ LoadBalancer: balancer })
    expect(dimensions(alarms['shop-prod-api-unhealthy-hosts'])).toEqual({
      LoadBalancer: balancer,
      TargetGroup: group,
    })
  })

  test('the topic has one subscriber, by mail', async () => {
    const { aws } = of()
    const { Subscriptions } = await aws.call('sns', 'list_subscriptions_by_topic', { TopicArn: topic })
    expect(Subscriptions).toMatchObject([{ Protocol: 'email', Endpoint: 'ops@example.com' }])
  })

  test('everything carries its project, environment and id', async () => {
    const { aws } = of()
    const ec2 = async (method: string, member: string) =>
      Object.keys(byId((await aws.call('ec2', method))[member])).toSorted()
    expect(await ec2('describe_vpcs', 'Vpcs')).toEqual(['main'])
    expect(await ec2('describe_internet_gateways', 'InternetGateways')).toEqual(['main'])
    expect(await ec2('describe_route_tables', 'RouteTables')).toEqual(['private-a', 'private-b', 'public'])
    expect(await ec2('describe_addresses', 'Addresses')).toEqual(['a', 'b'])
    const alarm = `arn:aws:cloudwatch:${region}:${account}:alarm:shop-prod-api-cpu`
    const tagged: [string, string, object, string][] = [
      ['cloudwatch', 'api-cpu', { ResourceARN: alarm }, 'Tags'],
      ['sns', 'alarms', { ResourceArn: topic }, 'Tags'],
    ]
    for (const [service, id, input, member] of tagged) {
      const { [member]: Tags } = await aws.call(service, 'list_tags_for_resource', input)
      expect(byId([{ Tags }])).toHaveProperty([id])
    }
    const { Tags } = await aws.call('iam', 'list_role_tags', { RoleName: 'shop-prod-execution-api' })
    expect(byId([{ Tags }])).toHaveProperty('execution-api')
    const arns = await balancerArns(of())
    const { TagDescriptions } = await aws.call('elbv2', 'describe_tags', { ResourceArns: arns })
    expect(Object.keys(byId(TagDescriptions)).toSorted()).toEqual([
      'api',
      'http',
      'https',
      'main',
      'realtime',
    ])
  })
}

async function balancerArns(scene: Scene): Promise<string[]> {
  const { LoadBalancerArn } = await theBalancer(scene)
  const { Listeners } = await scene.aws.call('elbv2', 'describe_listeners', { LoadBalancerArn })
  const { TargetGroups } = await scene.aws.call('elbv2', 'describe_target_groups', { LoadBalancerArn })
  return [
    LoadBalancerArn,
    ...Listeners.map(({ ListenerArn }: { ListenerArn: string }) => ListenerArn),
    ...TargetGroups.map(({ TargetGroupArn }: { TargetGroupArn: string }) => TargetGroupArn),
  ]
}

// biome-ignore lint/suspicious/noExplicitAny: as boto3 answers it
async function ourAlarms({ aws }: Scene): Promise<Record<string, any>> {
  const { MetricAlarms } = await aws.call('cloudwatch', 'describe_alarms', { AlarmNamePrefix: 'shop-prod-' })
  const ours = MetricAlarms.filter((one: { AlarmName: string }) => one.AlarmName !== 'shop-prod-theirs')
  return Object.fromEntries(ours.map((one: { AlarmName: string }) => [one.AlarmName, one]))
}

function dimensions({ Dimensions }: { Dimensions: { Name: string; Value: string }[] }) {
  return Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]))
}
