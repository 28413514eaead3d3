import type { Service } from '@aws-sdk/client-ecs'
import type { Ports } from '../../aws/index.ts'
import { inBatches } from './in-batches.ts'

export interface ServiceEvent {
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly message: string
}

/** A service as ECS tells it. */
export interface ServiceSnapshot {
  readonly serviceName: string
  readonly arn: string
  readonly desired: number
  readonly running: number
  readonly pending: number
  /** ARN of what it runs, or is moving to. */
  readonly taskDefinition: string
  /** `COMPLETED`, `IN_PROGRESS` or `FAILED`, of the newest deployment. */
  readonly rollout: string
  readonly rolloutReason?: string | undefined
  /** How many tasks of the newest deployment failed to start or to stay. */
  readonly failedTasks: number
  /** When its newest deployment was made. */
  readonly deployedAt?: Date | undefined
  /** ARN of the service deployment in progress, where there is one. */
  readonly deployment?: string | undefined
  readonly targetGroup?: string | undefined
  /** Newest first. */
  readonly events: readonly ServiceEvent[]
}

/** Reads services by name; what does not stand is absent. */
export async function readServices(
  { ecs }: Ports,
  cluster: string,
  names: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, ServiceSnapshot>> {
  // DescribeServices takes 10 at a time.
  const found = await inBatches(names, 10, async services => {
    const answer = await ecs.describeServices({ cluster, services }, { signal })
    return answer.services
  })
  const active = found.filter(({ status }) => status !== 'INACTIVE')
  return new Map(active.map(one => [one.serviceName!, serviceSnapshot(one)]))
}

export function serviceSnapshot(service: Service): ServiceSnapshot {
  const primary = service.deployments?.find(({ status }) => status === 'PRIMARY')
  return {
    serviceName: service.serviceName!,
    arn: service.serviceArn!,
    desired: service.desiredCount ?? 0,
    running: service.runningCount ?? 0,
    pending: service.pendingCount ?? 0,
    taskDefinition: service.taskDefinition!,
    rollout: primary?.rolloutState ?? 'COMPLETED',
    rolloutReason: primary?.rolloutStateReason,
    failedTasks: primary?.failedTasks ?? 0,
    deployedAt: primary?.createdAt,
    deployment: service.currentServiceDeployment,
    targetGroup: service.loadBalancers?.[0]?.targetGroupArn,
    events: (service.events ?? []).map(({ id, createdAt, message }) => ({
      id: id ?? '',
      at: createdAt?.getTime() ?? 0,
      message: message ?? '',
    })),
  }
}
