import type { Service } from '@aws-sdk/client-ecs'
import { type Ports, pages, unlessMissing, until } from '../aws/index.ts'
import { ownClusterName } from './cluster.ts'
import { idIn, type Scope, tagKeys } from './names.ts'
import type { Run } from './resource.ts'
import { type CausedDeployment, primaryDeployment } from './service-deployment.ts'
import { type ServiceSettings, settingsOf } from './service-settings.ts'

export interface ServiceState {
  readonly arn: string
  readonly name: string
  /** ARN of the cluster. */
  readonly cluster: string
  readonly desiredCount: number
  /** What the manifest asked for when it was last deployed; undefined where somebody took the tag away. */
  readonly count: number | undefined
  readonly settings: ServiceSettings
  /** Id of the deployment that it is moving to, or has moved to: `ecs-svc/9223370564341623665`. */
  readonly primary: string | undefined
  /** The deployment that `ensure` caused; undefined where it caused none. */
  readonly caused?: CausedDeployment | undefined
}

/** The service's own count wanders; this remembers what the manifest said. */
const countKey = 'deployctl:count'

/** DescribeServices takes no more. */
const describedAtOnce = 10
const drainingPatience = 15 * 60

/** The environment's services, by logical id. */
export async function inspectServices(scope: Scope, ports: Ports): Promise<Record<string, ServiceState>> {
  const byCluster = Map.groupBy(await serviceArns(scope, ports), arn => arn.split('/')[1]!)
  const batches = [...byCluster].flatMap(([cluster, arns]) =>
    // The index of tags still names what went with its cluster.
    chunks(arns).map(services =>
      unlessMissing(ports.ecs.describeServices({ cluster, services, include: ['TAGS'] })),
    ),
  )
  const described = (await Promise.all(batches)).flatMap(answer => answer?.services ?? [])
  const ours = described
    .filter(({ status }) => status === 'ACTIVE')
    .map(one => [idIn(one.tags, scope), stateOf(one)] as const)
  return Object.fromEntries(ours.filter(([id]) => id !== undefined))
}

/** Resolves once a new service may have the name: ECS keeps it for one that drains. Gives the active one, if any. */
export async function freeName(
  { cluster, name }: { cluster: string; name: string },
  { ports, clock, signal, waiting }: Run,
): Promise<Service | undefined> {
  const what = `the earlier service ${name} to be drained`
  const found = await until({ clock, signal, what, within: drainingPatience }, async () => {
    const input = { cluster, services: [name], include: ['TAGS' as const] }
    const { services = [] } = await ports.ecs.describeServices(input)
    const standing = services.find(({ status }) => status !== 'INACTIVE')
    if (standing?.status !== 'DRAINING') return { standing }
    waiting('the earlier service of this name is draining')
    return undefined
  })
  return found.standing
}

export function countTag(count: number): { key: string; value: string } {
  return { key: countKey, value: String(count) }
}

export function stateOf(one: Service): ServiceState {
  const count = one.tags?.find(({ key }) => key === countKey)?.value
  return {
    arn: one.serviceArn!,
    name: one.serviceName!,
    cluster: one.clusterArn!,
    desiredCount: one.desiredCount ?? 0,
    count: count === undefined ? undefined : Number(count),
    settings: settingsOf(one),
    primary: primaryDeployment(one),
  }
}

/** Where the own cluster is not there, the services run in a shared one, whose name only the manifest knows: ask for tags. */
async function serviceArns(scope: Scope, { ecs, tagging }: Ports): Promise<string[]> {
  const input = { cluster: ownClusterName(scope), maxResults: 100 }
  const own = await unlessMissing(pages(ecs.listServices, input, page => page.serviceArns))
  if (own) return own
  const filters = {
    ResourceTypeFilters: ['ecs:service'],
    TagFilters: [
      { Key: tagKeys.project, Values: [scope.project] },
      { Key: tagKeys.environment, Values: [scope.environment] },
    ],
  }
  const tagged = await pages(tagging.getResources, filters, page => page.ResourceTagMappingList)
  return tagged.map(({ ResourceARN }) => ResourceARN!)
}

function chunks(arns: readonly string[]): string[][] {
  const count = Math.ceil(arns.length / describedAtOnce)
  return Array.from({ length: count }, (_, at) =>
    arns.slice(at * describedAtOnce, (at + 1) * describedAtOnce),
  )
}
