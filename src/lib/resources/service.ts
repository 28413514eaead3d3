import { randomUUID } from 'node:crypto'
import { unlessMissing, until } from '../aws/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { apiStage } from './api-stage.ts'
import { cluster, clusterNameOf } from './cluster.ts'
import { connectionOf } from './discovery.ts'
import { discoveryService, registryOf as registryNameOf } from './discovery-service.ts'
import { ecsTags } from './ecs-tags.ts'
import { entrances } from './ingress.ts'
import { listener } from './listener.ts'
import { listenerRules } from './listener-rules.ts'
import { logGroupName } from './log-group.ts'
import { mountTargets } from './mount-targets.ts'
import { nameOf } from './names.ts'
import { namespace } from './namespace.ts'
import { onDemandServices } from './on-demand/on-demand-names.ts'
import { eachPinned, type PinnedService } from './pinned.ts'
import { changed, defineResource, type Run, type Standing } from './resource.ts'
import { securityGroup } from './security-group.ts'
import {
  type ConnectSpec,
  changedConnection,
  connectConfiguration,
  untilConnectable,
} from './service-connect.ts'
import { causedDeployment, knownDeployments } from './service-deployment.ts'
import { countTag, freeName, inspectServices, type ServiceState, stateOf } from './service-lookup.ts'
import {
  deploymentConfiguration,
  networkOf,
  registryOf,
  type ServiceSettings,
  strategyOf,
} from './service-settings.ts'
import { subnet, subnetIds } from './subnet.ts'
import { targetGroup } from './target-group.ts'
import { taskDefinition } from './task-definition.ts'
import { type Tier, tierOf } from './task-subnets.ts'

export interface ServiceSpec {
  /** Logical id; the container's name as well. */
  readonly service: string
  /** Name of the cluster. */
  readonly cluster: string
  /** Name in AWS. */
  readonly name: string
  /** How many tasks the manifest asks for. */
  readonly count: number
  /** How many it begins with: none where a request is to wake it. */
  readonly firstCount: number
  /** Autoscaling moves the count once the service stands. */
  readonly scaled: boolean
  readonly capacity: PinnedService['capacity']
  readonly platformVersion: string
  readonly tier: Tier
  /** The port that the load balancer sends to; undefined where none does. */
  readonly entrance: number | undefined
  /** Seconds. */
  readonly grace: number
  /** The Cloud Map service that its tasks are registered in, and at which port; undefined where in none. */
  readonly registry: { readonly name: string; readonly port: number } | undefined
  /** Its part in Service Connect; undefined where it takes none. */
  readonly connect: ConnectSpec | undefined
}

// A task that starts before its file system can be reached fails.
// The load balancer must know a target group before ECS may use it, hence listeners and rules; and nobody should find
// a release behind an API that is not there.
const deps = {
  cluster,
  taskDefinition,
  subnet,
  securityGroup,
  targetGroup,
  listener,
  listenerRules,
  apiStage,
  namespace,
  discoveryService,
  mountTargets,
}
type Deps = Standing<typeof deps>

/** Connections may take an hour to drain, which is the longest `drain` there is. */
const removalPatience = 75 * 60

/** An ECS service. `ensure` resolves once ECS has accepted the change; the rollout is somebody else's to follow. */
export const service = defineResource<ServiceSpec, ServiceState, typeof deps>({
  kind: 'service',
  stage: 'deploy',
  deps,

  desired: manifest => eachPinned(manifest, (one, name) => specOf(manifest, name, one)),

  inspect: inspectServices,

  diff: (want, have, standing) => {
    const { taskDefinition, serviceConnectConfiguration, ...settings } = settingsFor(want, standing)
    return [
      ...changed('taskDefinition', have.settings.taskDefinition, taskDefinition),
      ...Object.entries(settings).flatMap(([path, to]) =>
        changed(path, have.settings[path as keyof ServiceSettings], to),
      ),
      ...changedConnection(have.settings.serviceConnectConfiguration, serviceConnectConfiguration),
      ...changed('count', have.count, want.count),
    ]
  },

  async ensure(want, have, standing, run) {
    const settings = settingsFor(want, standing)
    if (want.connect?.calls.length)
      await untilConnectable(want.connect, standing.namespace.of('connect'), run)
    return have ? await update(want, have, settings, run) : await create(want, settings, run)
  },

  async remove({ arn, cluster }, { ports, clock, signal }) {
    const { ecs } = ports
    const inCluster = { cluster, service: arn }
    await unlessMissing(ecs.deleteService({ ...inCluster, force: true }))
    await until(
      { clock, signal, what: `service ${arn} to be drained`, within: removalPatience },
      async () => {
        const found = await unlessMissing(ecs.describeServices({ cluster, services: [arn] }))
        return found?.services?.some(({ status }) => status !== 'INACTIVE') ? undefined : true
      },
    )
  },

  identify: ({ name }) => name,
})

function specOf(manifest: Manifest, name: string, one: PinnedService): ServiceSpec {
  const { count, capacity, platformVersion, port, health } = one
  const registry = registryNameOf(manifest, name)
  const connection = connectionOf(manifest, name)
  return {
    service: name,
    cluster: clusterNameOf(manifest),
    name: nameOf(manifest, name),
    count: count.min,
    firstCount: sleepsAtFirst(manifest, name) ? 0 : count.min,
    scaled: count.min < count.max,
    capacity,
    platformVersion,
    tier: tierOf(one, manifest.network),
    entrance: entrances(manifest)[name] ? port : undefined,
    grace: health.grace,
    registry: registry && port ? { name: registry, port } : undefined,
    connect: connection && { ...connection, logGroup: logGroupName(manifest, name) },
  }
}

function sleepsAtFirst(manifest: Manifest, name: string): boolean {
  return manifest.onDemand?.startOnDeploy === false && onDemandServices(manifest).includes(name)
}

function settingsFor(want: ServiceSpec, standing: Deps): ServiceSettings {
  const { service, tier, entrance, registry, connect } = want
  const subnets = subnetIds(standing.subnet, tier)
  const targetGroupArn = standing.targetGroup.get(service)?.arn
  return {
    taskDefinition: standing.taskDefinition.get(service)?.arn,
    capacityProviderStrategy: strategyOf(want.capacity),
    platformVersion: want.platformVersion,
    networkConfiguration: networkOf(subnets, standing.securityGroup.get('tasks')?.groupId, tier === 'public'),
    loadBalancers: entrance ? [{ targetGroupArn, containerName: service, containerPort: entrance }] : [],
    serviceRegistries: registry ? [registration(registry, service, standing)] : [],
    serviceConnectConfiguration: connectConfiguration(service, connect, standing.namespace.get('connect')),
    healthCheckGracePeriodSeconds: entrance ? want.grace : undefined,
    deploymentConfiguration,
    enableECSManagedTags: true,
    propagateTags: 'SERVICE',
  }
}

/** ECS wants to hear of a port exactly where Cloud Map records one (ECS API reference, ServiceRegistry). */
function registration(
  { name, port }: NonNullable<ServiceSpec['registry']>,
  containerName: string,
  { discoveryService }: Deps,
) {
  const found = discoveryService.get(name)
  const records = found?.record === 'SRV' ? { containerName, containerPort: port } : {}
  return registryOf({ registryArn: found?.arn, ...records })
}

async function create(want: ServiceSpec, settings: ServiceSettings, run: Run): Promise<ServiceState> {
  const standing = await freeName(want, run)
  if (standing) return await update(want, stateOf(standing), settings, run)
  const { service } = await run.ports.ecs.createService({
    ...sent(settings),
    cluster: want.cluster,
    serviceName: want.name,
    desiredCount: want.firstCount,
    // The SDK fills this in for other calls; here a repeated call would be refused, and the answer lost.
    clientToken: randomUUID(),
    tags: [...ecsTags(run.scope, run.id), countTag(want.count)],
  })
  return { ...stateOf(service!), caused: await causedDeployment(service!, new Set(), run) }
}

/** One call for everything that differs: of two in a row, ECS drops the first. */
async function update(
  want: ServiceSpec,
  have: ServiceState,
  settings: ServiceSettings,
  run: Run,
): Promise<ServiceState> {
  const { ecs } = run.ports
  const at = { cluster: have.cluster, service: have.arn }
  const known = await knownDeployments(at, run)
  // A field that is left out stays as it was, so an empty list is sent as one.
  const { service } = await ecs.updateService({
    ...at,
    ...sent(settings, have),
    ...forced(have, settings),
    ...moved(want, have),
  })
  if (have.count !== want.count)
    await ecs.tagResource({ resourceArn: have.arn, tags: [countTag(want.count)] })
  const state = { ...stateOf(service!), count: want.count }
  if (state.primary === have.primary) return state
  return { ...state, caused: await causedDeployment(service!, known, run) }
}

/** Service Connect is not even mentioned where it never was: ECS might begin a deployment to leave it off. */
function sent(settings: ServiceSettings, have?: ServiceState): Partial<ServiceSettings> {
  const { serviceConnectConfiguration: wanted, ...others } = settings
  return wanted.enabled || have?.settings.serviceConnectConfiguration.enabled ? settings : others
}

/** ECS refuses another capacity provider strategy in a call that does not ask for a deployment by name. */
function forced(
  have: ServiceState,
  { capacityProviderStrategy }: ServiceSettings,
): { forceNewDeployment?: true } {
  const differs = changed('', have.settings.capacityProviderStrategy, capacityProviderStrategy).length > 0
  return differs ? { forceNewDeployment: true } : {}
}

/** The count is sent only where the manifest's own changed: autoscaling, `scale` and `sleep` have moved the service's since. */
function moved({ count, scaled }: ServiceSpec, have: ServiceState): { desiredCount?: number } {
  const asleep = have.desiredCount === 0 && have.count !== 0
  const unchanged = have.count === undefined || have.count === count
  return scaled || asleep || unchanged ? {} : { desiredCount: count }
}
