import type { Service, ServiceDeploymentBrief } from '@aws-sdk/client-ecs'
import { pages, unlessMissing, until } from '../aws/index.ts'
import type { Run } from './resource.ts'

/** The deployment that one call caused; what a rollout follows, for "stable" tells nothing of a rollback. */
export interface CausedDeployment {
  /** ARN of the service deployment. */
  readonly arn: string
  /** ARN of the service revision that it brings. */
  readonly revision: string | undefined
  /** Id in the service's own list: `ecs-svc/9223370564341623665`. */
  readonly id: string | undefined
}

/** The id of the deployment that a service is moving to, or has moved to. */
export function primaryDeployment({ deployments }: Service): string | undefined {
  return deployments?.find(({ status }) => status === 'PRIMARY')?.id
}

/** What a service's deployments were before a call, so that the one it causes can be told from them. */
export async function knownDeployments(
  service: { cluster: string; service: string },
  { ports }: Run,
): Promise<ReadonlySet<string>> {
  const known = await list(service, ports)
  return new Set(known.map(({ serviceDeploymentArn }) => serviceDeploymentArn!))
}

/** Neither CreateService nor UpdateService gives the ARN of the deployment it causes: it is the first new one listed. */
export async function causedDeployment(
  after: Service,
  known: ReadonlySet<string>,
  { ports, clock, signal }: Run,
): Promise<CausedDeployment> {
  const service = { cluster: after.clusterArn!, service: after.serviceArn! }
  const what = `the deployment of ${after.serviceName} to be listed`
  return await until({ clock, signal, what, within: 60 }, async () => {
    // A service that was made a moment ago may not be known to the listing yet.
    const listed = (await unlessMissing(list(service, ports))) ?? []
    const caused = listed.find(({ serviceDeploymentArn }) => !known.has(serviceDeploymentArn!))
    if (!caused) return undefined
    const { serviceDeploymentArn, targetServiceRevisionArn } = caused
    return { arn: serviceDeploymentArn!, revision: targetServiceRevisionArn, id: primaryDeployment(after) }
  })
}

function list(
  service: { cluster: string; service: string },
  { ecs }: Run['ports'],
): Promise<ServiceDeploymentBrief[]> {
  return pages(ecs.listServiceDeployments, { ...service, maxResults: 100 }, page => page.serviceDeployments)
}
