import type { ServiceDeployment } from '@aws-sdk/client-ecs'
import { type Ports, until } from '../../aws/index.ts'
import type { Clock } from '../../events/index.ts'
import { inBatches } from './in-batches.ts'

/** A service deployment: one rollout of one service, as ECS tells it. */
export interface DeploymentSnapshot {
  readonly arn: string
  /** ECS's own word, such as `IN_PROGRESS` or `ROLLBACK_SUCCESSFUL`. */
  readonly status: string
  readonly statusReason?: string | undefined
  readonly rollbackReason?: string | undefined
  /** Milliseconds since the epoch, by AWS's clock. */
  readonly createdAt: number
  /** ARN of the service revision that it rolls out. */
  readonly revision?: string | undefined
  readonly requested: number
  readonly running: number
  /** Tasks of earlier revisions that still run. */
  readonly leaving: number
  /** Whether there was a revision before, to which ECS could return. */
  readonly predecessor: boolean
  readonly breaker?: { readonly status: string; readonly failures: number; readonly threshold: number }
}

/** Reads deployments by ARN; one that AWS does not show yet is absent. */
export async function readDeployments(
  { ecs }: Ports,
  arns: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, DeploymentSnapshot>> {
  // DescribeServiceDeployments takes 20 at a time.
  const found = await inBatches(arns, 20, async serviceDeploymentArns => {
    const answer = await ecs.describeServiceDeployments({ serviceDeploymentArns }, { signal })
    return answer.serviceDeployments
  })
  return new Map(found.map(one => [one.serviceDeploymentArn!, snapshot(one)]))
}

interface Caused {
  readonly cluster: string
  readonly serviceName: string
  /** When UpdateService or CreateService made its deployment, by AWS's clock. */
  readonly after: Date
}

/** The ARN of the deployment that a call has just caused; it may take AWS a moment to list it. */
export async function findDeployment(
  { ports, clock, signal }: { ports: Ports; clock: Clock; signal: AbortSignal },
  { cluster, serviceName, after }: Caused,
): Promise<string> {
  const what = `ECS to list the deployment of ${serviceName}`
  return until({ clock, signal, what, within: 60 }, async () => {
    const { serviceDeployments = [] } = await ports.ecs.listServiceDeployments(
      { cluster, service: serviceName, createdAt: { after: new Date(after.getTime() - 2000) } },
      { signal },
    )
    const newestFirst = serviceDeployments.toSorted((a, b) => Number(b.createdAt) - Number(a.createdAt))
    return newestFirst[0]?.serviceDeploymentArn
  })
}

function snapshot(one: ServiceDeployment): DeploymentSnapshot {
  const sources = one.sourceServiceRevisions ?? []
  const breaker = one.deploymentCircuitBreaker
  return {
    arn: one.serviceDeploymentArn!,
    status: one.status ?? 'PENDING',
    statusReason: one.statusReason,
    rollbackReason: one.rollback?.reason,
    createdAt: one.createdAt?.getTime() ?? 0,
    revision: one.targetServiceRevision?.arn,
    requested: one.targetServiceRevision?.requestedTaskCount ?? 0,
    running: one.targetServiceRevision?.runningTaskCount ?? 0,
    leaving: sources.reduce((sum, { runningTaskCount = 0 }) => sum + runningTaskCount, 0),
    predecessor: sources.length > 0,
    ...(breaker && {
      breaker: {
        status: breaker.status ?? 'DISABLED',
        failures: breaker.failureCount ?? 0,
        threshold: breaker.threshold ?? 0,
      },
    }),
  }
}
