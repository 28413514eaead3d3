import type { ScalingPolicy } from '@aws-sdk/client-application-auto-scaling'
import { pages, unlessMissing } from '../aws/index.ts'
import { nameOf } from './names.ts'
import { eachPinned } from './pinned.ts'
import { changed, defineResource } from './resource.ts'
import { ecsScaling, scalingResourceId, serviceIn } from './scaling-names.ts'
import { scalingTarget } from './scaling-target.ts'

export interface ScalingPolicySpec {
  readonly resourceId: string
  readonly metric: 'ECSServiceAverageCPUUtilization' | 'ECSServiceAverageMemoryUtilization'
  /** Percent. */
  readonly target: number
  /** Seconds. */
  readonly scaleOutCooldown: number
  /** Seconds. */
  readonly scaleInCooldown: number
}

export interface ScalingPolicyState extends Partial<ScalingPolicySpec> {
  readonly name: string
  readonly resourceId: string
}

const metrics = {
  cpu: 'ECSServiceAverageCPUUtilization',
  memory: 'ECSServiceAverageMemoryUtilization',
} as const

/** Keeps a service's average CPU or memory near a target: `api-cpu`, `api-memory`. AWS makes the alarms for it. */
export const scalingPolicy = defineResource<
  ScalingPolicySpec,
  ScalingPolicyState,
  { scalingTarget: typeof scalingTarget }
>({
  kind: 'scaling-policy',
  stage: 'deploy',
  deps: { scalingTarget },

  desired: manifest => {
    const specs = eachPinned(manifest, ({ count }, name) => {
      const { scaleOutCooldown, scaleInCooldown } = count
      const resourceId = scalingResourceId(manifest, name)
      return (['cpu', 'memory'] as const).flatMap(resource => {
        const target = count[resource]
        if (target === undefined || count.min === count.max) return []
        const spec = { resourceId, metric: metrics[resource], target, scaleOutCooldown, scaleInCooldown }
        return [[`${name}-${resource}`, spec] as const]
      })
    })
    return Object.fromEntries(Object.values(specs).flat())
  },

  async inspect(scope, ports) {
    const { ServiceNamespace } = ecsScaling
    const policies = await pages(
      ports.autoscaling.describeScalingPolicies,
      { ServiceNamespace },
      page => page.ScalingPolicies,
    )
    const prefix = nameOf(scope, '')
    const ours = policies.filter(
      ({ PolicyName, ResourceId }) => PolicyName!.startsWith(prefix) && serviceIn(ResourceId!, scope),
    )
    return Object.fromEntries(ours.map(one => [one.PolicyName!.slice(prefix.length), stateOf(one)]))
  },

  diff: (want, have) => [
    ...changed('metric', have.metric, want.metric),
    ...changed('target', have.target, want.target),
    ...changed('scaleOutCooldown', have.scaleOutCooldown, want.scaleOutCooldown),
    ...changed('scaleInCooldown', have.scaleInCooldown, want.scaleInCooldown),
  ],

  async ensure(want, _have, _deps, { id, scope, ports }) {
    const name = nameOf(scope, id)
    await ports.autoscaling.putScalingPolicy({
      ...ecsScaling,
      ResourceId: want.resourceId,
      PolicyName: name,
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        PredefinedMetricSpecification: { PredefinedMetricType: want.metric },
        TargetValue: want.target,
        ScaleOutCooldown: want.scaleOutCooldown,
        ScaleInCooldown: want.scaleInCooldown,
      },
    })
    return { name, ...want }
  },

  async remove({ name, resourceId }, { ports }) {
    const policy = { ...ecsScaling, ResourceId: resourceId, PolicyName: name }
    await unlessMissing(ports.autoscaling.deleteScalingPolicy(policy))
  },

  identify: ({ name }) => name,
})

function stateOf({ PolicyName, ResourceId, ...policy }: ScalingPolicy): ScalingPolicyState {
  const tracking = policy.TargetTrackingScalingPolicyConfiguration
  const metric = tracking?.PredefinedMetricSpecification?.PredefinedMetricType
  return {
    name: PolicyName!,
    resourceId: ResourceId!,
    ...(metric ? { metric: metric as ScalingPolicySpec['metric'] } : {}),
    ...(tracking?.TargetValue === undefined ? {} : { target: tracking.TargetValue }),
    ...(tracking?.ScaleOutCooldown === undefined ? {} : { scaleOutCooldown: tracking.ScaleOutCooldown }),
    ...(tracking?.ScaleInCooldown === undefined ? {} : { scaleInCooldown: tracking.ScaleInCooldown }),
  }
}
