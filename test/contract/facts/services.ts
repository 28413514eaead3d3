import { expect, test } from 'vitest'
import type { System } from '../templates/system.ts'

export interface Running {
  readonly cpu: string
  readonly memory: string
  readonly count: number
  readonly port?: number
  /** `FARGATE 1 base 1`, or the launch by one provider: `FARGATE_SPOT 1`. */
  readonly capacity: readonly string[]
  readonly subnets: 'public' | 'private'
  readonly environment?: Readonly<Record<string, unknown>>
  /** Names of what comes as a secret. */
  readonly secrets?: readonly string[]
  readonly service?: object
  readonly architecture?: string
}

/** What runs after a deploy. */
export function serviceFacts(of: () => System, services: Readonly<Record<string, Running>>): void {
  test.each(Object.entries(services))('%s runs as the runbook sizes it', async (id, wanted) => {
    const { aws, prefix } = of()
    const input = { cluster: prefix, services: [`${prefix}-${id}`] }
    const [service] = (await aws.call('ecs', 'describe_services', input)).services
    expect(service).toMatchObject({
      status: 'ACTIVE',
      desiredCount: wanted.count,
      runningCount: wanted.count,
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
      ...wanted.service,
    })
    const strategy = service.capacityProviderStrategy.map(
      (one: Provider) => `${one.capacityProvider} ${one.weight}${one.base ? ` base ${one.base}` : ''}`,
    )
    expect(strategy.toSorted()).toEqual([...wanted.capacity].toSorted())
    const { assignPublicIp } = service.networkConfiguration.awsvpcConfiguration
    expect(assignPublicIp).toBe(wanted.subnets === 'public' ? 'ENABLED' : 'DISABLED')
    await contentFacts(of(), service.taskDefinition, wanted)
  })
}

async function contentFacts({ aws }: System, taskDefinition: string, wanted: Running): Promise<void> {
  const answer = await aws.call('ecs', 'describe_task_definition', { taskDefinition })
  const { cpu, memory, containerDefinitions, runtimePlatform } = answer.taskDefinition
  expect({ cpu, memory }).toEqual({ cpu: wanted.cpu, memory: wanted.memory })
  if (wanted.architecture) expect(runtimePlatform).toMatchObject({ cpuArchitecture: wanted.architecture })
  const [container] = containerDefinitions
  if (wanted.port) expect(container.portMappings).toMatchObject([{ containerPort: wanted.port }])
  const environment = container.environment.map(({ name, value }: Pair) => [name, value])
  expect(Object.fromEntries(environment)).toMatchObject(wanted.environment ?? {})
  const secrets = (container.secrets ?? []).map(({ name }: Pair) => name)
  expect(secrets.toSorted()).toEqual([...(wanted.secrets ?? [])].toSorted())
}

/** `api 2-8 CPU 70 memory 80`: how each service scales, with its pauses out and in. */
export function scalingFacts(of: () => System, expected: readonly string[]): void {
  test('services scale between the bounds of the runbook', async () => {
    const { aws, prefix } = of()
    const ServiceNamespace = 'ecs'
    const call = (method: string) => aws.call('application-autoscaling', method, { ServiceNamespace })
    const { ScalableTargets } = await call('describe_scalable_targets')
    const { ScalingPolicies } = await call('describe_scaling_policies')
    const lines = (ScalableTargets as Target[]).map(({ ResourceId, MinCapacity, MaxCapacity }) => {
      const policies = (ScalingPolicies as Policy[])
        .filter(one => one.ResourceId === ResourceId)
        .map(policyLine)
      const name = ResourceId.split('/').at(-1)!.replace(`${prefix}-`, '')
      return `${name} ${MinCapacity}-${MaxCapacity} ${policies.toSorted().join(' ')}`
    })
    expect(lines.toSorted()).toEqual([...expected].toSorted())
  })
}

function policyLine({ TargetTrackingScalingPolicyConfiguration: policy }: Policy): string {
  const metric = policy.PredefinedMetricSpecification.PredefinedMetricType
  const name = metric === 'ECSServiceAverageCPUUtilization' ? 'CPU' : 'memory'
  return `${name} ${policy.TargetValue} (${policy.ScaleOutCooldown} s, ${policy.ScaleInCooldown} s)`
}

interface Provider {
  readonly capacityProvider: string
  readonly weight: number
  readonly base?: number
}

interface Pair {
  readonly name: string
  readonly value: string
}

interface Target {
  readonly ResourceId: string
  readonly MinCapacity: number
  readonly MaxCapacity: number
}

interface Policy {
  readonly ResourceId: string
  readonly TargetTrackingScalingPolicyConfiguration: {
    readonly TargetValue: number
    readonly ScaleOutCooldown: number
    readonly ScaleInCooldown: number
    readonly PredefinedMetricSpecification: { readonly PredefinedMetricType: string }
  }
}

/** @param expected `app cron(0 21 * * ? *) 1`: at that time no fewer tasks than that */
export function scheduleFacts(of: () => System, expected: readonly string[]): void {
  test('the bounds move by the clock of the runbook', async () => {
    const { aws, prefix } = of()
    const input = { ServiceNamespace: 'ecs' }
    const { ScheduledActions } = await aws.call(
      'application-autoscaling',
      'describe_scheduled_actions',
      input,
    )
    const lines = (ScheduledActions as Action[]).map(({ ResourceId, Schedule, ScalableTargetAction }) => {
      const name = ResourceId.split('/').at(-1)!.replace(`${prefix}-`, '')
      return `${name} ${Schedule} ${ScalableTargetAction.MinCapacity}`
    })
    expect(lines.toSorted()).toEqual([...expected].toSorted())
  })
}

interface Action {
  readonly ResourceId: string
  readonly Schedule: string
  readonly ScalableTargetAction: { readonly MinCapacity: number }
}
