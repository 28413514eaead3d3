import type { CreateTargetGroupInput, TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2'
import { type Ports, pages, unlessMissing } from '../aws/index.ts'
import type { Service } from '../manifest/schema/manifest.ts'
import { elbNameLimit, mayBeOurs, ourIds } from './elb-tags.ts'
import { entrances } from './ingress.ts'
import { nameOf, type Scope, tagList } from './names.ts'
import { changed, defineResource, type Run } from './resource.ts'
import { vpc } from './vpc.ts'

/** Durations in seconds. */
export interface TargetGroupSpec {
  readonly port: number
  readonly health: Pick<
    Service['health'],
    'path' | 'interval' | 'timeout' | 'healthy' | 'unhealthy' | 'codes'
  >
  /** How long a leaving task finishes its requests. */
  readonly drain: number
  readonly sticky: boolean
}

export interface TargetGroupState extends Omit<TargetGroupSpec, 'port'> {
  readonly arn: string
  readonly name: string
  readonly vpcId: string
  /** ARNs of the load balancers whose rules lead here. */
  readonly loadBalancers: readonly string[]
}

export const targetGroup = defineResource<TargetGroupSpec, TargetGroupState, { vpc: typeof vpc }>({
  kind: 'target-group',
  stage: 'bootstrap',
  deps: { vpc },

  desired: manifest =>
    Object.fromEntries(
      Object.entries(entrances(manifest)).map(([name, { service }]) => [name, specOf(service)]),
    ),

  async inspect(scope, ports) {
    const found = (await findTargetGroups(scope, ports)).filter(([, { TargetType }]) => TargetType === 'ip')
    const states = found.map(async ([id, group]) => [id, await read(group, ports)] as const)
    return Object.fromEntries(await Promise.all(states))
  },

  // The group's own port is never used: ECS registers each task with the port of its container.
  diff: (want, have, { vpc }) => [
    ...changed('vpc', have.vpcId, vpc.get('main')?.vpcId, true),
    ...Object.entries(want.health).flatMap(([key, value]) =>
      changed(`health.${key}`, have.health[key as keyof typeof have.health], value),
    ),
    ...changed('drain', have.drain, want.drain),
    ...changed('sticky', have.sticky, want.sticky),
  ],

  async ensure(want, have, deps, run) {
    const { elb } = run.ports
    const TargetGroupArn = have?.arn ?? (await create(want, deps.vpc.of('main').vpcId, run))
    if (have) await elb.modifyTargetGroup({ TargetGroupArn, ...healthCheck(want) })
    await elb.modifyTargetGroupAttributes({
      TargetGroupArn,
      Attributes: [
        { Key: 'deregistration_delay.timeout_seconds', Value: String(want.drain) },
        { Key: 'stickiness.enabled', Value: String(want.sticky) },
        ...(want.sticky ? [{ Key: 'stickiness.type', Value: 'lb_cookie' }] : []),
      ],
    })
    const { TargetGroups } = await elb.describeTargetGroups({ TargetGroupArns: [TargetGroupArn] })
    return read(TargetGroups![0]!, run.ports)
  },

  async remove({ arn }, { ports }) {
    await unlessMissing(ports.elb.deleteTargetGroup({ TargetGroupArn: arn }))
  },

  identify: ({ name }) => name,
})

/** Every target group of the environment with its logical id: the name of its service, or the waker's. */
export async function findTargetGroups(scope: Scope, ports: Ports): Promise<[string, TargetGroup][]> {
  const all = await pages(ports.elb.describeTargetGroups, { PageSize: 400 }, page => page.TargetGroups)
  const candidates = all.filter(({ TargetGroupName }) => mayBeOurs(TargetGroupName!, scope))
  const ids = await ourIds(
    candidates.map(({ TargetGroupArn }) => TargetGroupArn!),
    scope,
    ports,
  )
  const withId = candidates.map(group => [ids.get(group.TargetGroupArn!), group] as const)
  return withId.filter((entry): entry is [string, TargetGroup] => entry[0] !== undefined)
}

function specOf({ port, health, drain, sticky }: Service): TargetGroupSpec {
  const { path, interval, timeout, healthy, unhealthy, codes } = health
  return { port: port!, health: { path, interval, timeout, healthy, unhealthy, codes }, drain, sticky }
}

async function create(want: TargetGroupSpec, vpcId: string, { scope, id, ports }: Run): Promise<string> {
  const { TargetGroups } = await ports.elb.createTargetGroup({
    Name: nameOf(scope, id, elbNameLimit),
    TargetType: 'ip',
    Protocol: 'HTTP',
    Port: want.port,
    VpcId: vpcId,
    ...healthCheck(want),
    Tags: tagList(scope, id),
  })
  return TargetGroups![0]!.TargetGroupArn!
}

function healthCheck({ health }: TargetGroupSpec): Partial<CreateTargetGroupInput> {
  return {
    HealthCheckProtocol: 'HTTP',
    HealthCheckPath: health.path,
    HealthCheckIntervalSeconds: health.interval,
    HealthCheckTimeoutSeconds: health.timeout,
    HealthyThresholdCount: health.healthy,
    UnhealthyThresholdCount: health.unhealthy,
    Matcher: { HttpCode: health.codes },
  }
}

async function read(group: TargetGroup, { elb }: Ports): Promise<TargetGroupState> {
  const { Attributes = [] } = await elb.describeTargetGroupAttributes({
    TargetGroupArn: group.TargetGroupArn!,
  })
  const attribute = (key: string) => Attributes.find(({ Key }) => Key === key)?.Value
  return {
    arn: group.TargetGroupArn!,
    name: group.TargetGroupName!,
    vpcId: group.VpcId!,
    loadBalancers: group.LoadBalancerArns ?? [],
    health: {
      path: group.HealthCheckPath!,
      interval: group.HealthCheckIntervalSeconds!,
      timeout: group.HealthCheckTimeoutSeconds!,
      healthy: group.HealthyThresholdCount!,
      unhealthy: group.UnhealthyThresholdCount!,
      codes: group.Matcher!.HttpCode!,
    },
    drain: Number(attribute('deregistration_delay.timeout_seconds')),
    sticky: attribute('stickiness.enabled') === 'true',
  }
}
