import type { Cluster } from '@aws-sdk/client-ecs'
import { awsReason, type Ports, unlessMissing, until } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { ecsTags } from './ecs-tags.ts'
import { refuseForeign } from './foreign.ts'
import { idIn, type Owner } from './names.ts'
import { changed, defineResource, type Run } from './resource.ts'
import { strategyOf } from './service-settings.ts'

export interface ClusterSpec {
  readonly containerInsights: boolean
  /** Name of a cluster that somebody else made. */
  readonly existing?: string | undefined
  /** The capacity providers that the services name. */
  readonly uses: readonly string[]
}

export interface ClusterState {
  readonly arn: string
  readonly name: string
  readonly containerInsights: boolean
  readonly capacityProviders: readonly string[]
}

const capacityProviders = ['FARGATE', 'FARGATE_SPOT']
/** For what is run without a strategy of its own; every service names its own. */
const defaultCapacityProviderStrategy = [{ capacityProvider: 'FARGATE', weight: 1 }]

/** The ECS cluster that runs the services. */
export const cluster = defineResource<ClusterSpec, ClusterState>({
  kind: 'cluster',
  stage: 'bootstrap',
  deps: {},

  desired: ({ cluster, services }) => ({ main: { ...cluster, uses: providersOf(services) } }),

  async inspect(scope, ports): Promise<Record<string, ClusterState>> {
    const found = await describe(ownClusterName(scope), ports)
    return found && idIn(found.tags, scope) ? { main: stateOf(found) } : {}
  },

  async adopt({ existing, uses }, ports) {
    if (!existing) return undefined
    const found = await describe(existing, ports)
    if (!found) {
      throw new DeployctlError('preflight.existing-missing', {
        message: `cluster.existing names ${existing}, which is not in this account and region.`,
      })
    }
    const standing = stateOf(found)
    const missing = uses.filter(provider => !standing.capacityProviders.includes(provider))
    if (missing.length === 0) return standing
    throw new DeployctlError('preflight.existing-missing', {
      message: `cluster.existing names ${existing}, which is not associated with ${missing.join(' and ')}.`,
      hint: 'Ask its owner to associate it: `aws ecs put-cluster-capacity-providers`.',
    })
  },

  diff: (want, have) => [
    ...changed('containerInsights', have.containerInsights, want.containerInsights),
    ...changed('capacityProviders', have.capacityProviders, capacityProviders),
  ],

  async ensure(want, have, _deps, run) {
    const { ecs } = run.ports
    const name = ownClusterName(run.scope)
    const settings = [
      { name: 'containerInsights' as const, value: want.containerInsights ? 'enabled' : 'disabled' },
    ]
    const standing = have ?? stateOf(await create(settings, run))
    if (standing.containerInsights !== want.containerInsights)
      await ecs.updateCluster({ cluster: name, settings })
    if (standing.capacityProviders.join() !== capacityProviders.join()) {
      await ecs.putClusterCapacityProviders({
        cluster: name,
        capacityProviders,
        defaultCapacityProviderStrategy,
      })
    }
    return { ...standing, containerInsights: want.containerInsights, capacityProviders }
  },

  async remove({ arn }, { ports }) {
    await unlessMissing(ports.ecs.deleteCluster({ cluster: arn }))
  },

  identify: ({ name }) => name,
})

/** ECS refuses a service whose strategy names a provider that its cluster is not associated with. */
function providersOf(services: Manifest['services']): string[] {
  const named = Object.values(services).flatMap(({ capacity }) => strategyOf(capacity))
  return [...new Set(named.map(({ capacityProvider }) => capacityProvider!))].sort()
}

/** The cluster that this environment's services run in, whoever made it. */
export function clusterNameOf(manifest: Manifest): string {
  return manifest.cluster.existing ?? ownClusterName(manifest)
}

export function ownClusterName({ project, environment }: Owner): string {
  return `${project}-${environment}`
}

/** CreateCluster gives back the one that stands under this name, so a crash leaves no second one. */
async function create(settings: Cluster['settings'], run: Run): Promise<Cluster> {
  const { clock, signal, scope, ports, id } = run
  const clusterName = ownClusterName(scope)
  await makeServiceLinkedRole(ports)
  const what = `cluster ${clusterName} to be active`
  return await until({ clock, signal, what, within: 120 }, async () => {
    const standing = await describe(clusterName, ports)
    if (standing) refuseForeign(standing.tags, scope, `ECS cluster ${clusterName}`)
    if (standing) return standing.status === 'ACTIVE' ? standing : undefined
    const tags = ecsTags(scope, id)
    const input = { clusterName, settings, capacityProviders, defaultCapacityProviderStrategy, tags }
    const { cluster } = await ports.ecs.createCluster(input).catch(untilAssumable)
    return cluster?.status === 'ACTIVE' ? { ...cluster, capacityProviders, settings } : undefined
  })
}

/** For some seconds ECS cannot assume a service-linked role that is new, and calls the request invalid. */
function untilAssumable(error: unknown): { cluster?: Cluster } {
  if (awsReason(error) === 'invalid' && String(error).includes('service linked role')) return {}
  throw error
}

/** In an account that never used ECS it is not there yet, and capacity providers want it. */
async function makeServiceLinkedRole({ iam }: Ports): Promise<void> {
  if (await unlessMissing(iam.getRole({ RoleName: 'AWSServiceRoleForECS' }))) return
  await iam.createServiceLinkedRole({ AWSServiceName: 'ecs.amazonaws.com' }).catch(error => {
    // IAM says "invalid" for a role that somebody made meanwhile.
    if (awsReason(error) !== 'invalid' && awsReason(error) !== 'exists') throw error
  })
}

async function describe(name: string, { ecs }: Ports): Promise<Cluster | undefined> {
  const { clusters = [] } = await ecs.describeClusters({ clusters: [name], include: ['TAGS', 'SETTINGS'] })
  // ECS shows a deleted cluster as INACTIVE for a while.
  return clusters.find(({ status }) => status !== 'INACTIVE' && status !== 'DEPROVISIONING')
}

function stateOf(one: Cluster): ClusterState {
  const insights = one.settings?.find(({ name }) => name === 'containerInsights')?.value
  return {
    arn: one.clusterArn!,
    name: one.clusterName!,
    containerInsights: insights !== undefined && insights !== 'disabled',
    capacityProviders: [...(one.capacityProviders ?? [])].sort(),
  }
}
