import type * as sdk from '@aws-sdk/client-ecs'
import type { Call } from '../../service.ts'
import { endpointOf } from './connect-endpoints.ts'
import { serviceKey, tagsOf } from './lookup.ts'
import { primaryOf } from './rollouts.ts'
import {
  type DeploymentRecord,
  type RevisionRecord,
  type ServiceRecord,
  serviceDeployments,
  serviceRevisions,
  type TaskRecord,
} from './tables.ts'
import { countsOf, tasksOf } from './task-views.ts'

/** A service as DescribeServices answers it. */
export function describeService(call: Call, service: ServiceRecord, withTags = false): sdk.Service {
  const live = tasksOf(call, serviceKey(service.cluster, service.name))
  const { running, pending } = countsOf(live)
  const primary = service.deployments.length > 0 ? primaryOf(service) : undefined
  const revision = primary && call.table(serviceRevisions).get(primary.revisionArn)
  return {
    serviceArn: service.arn,
    serviceName: service.name,
    clusterArn: service.clusterArn,
    loadBalancers: revision?.loadBalancers ?? [],
    serviceRegistries: revision?.serviceRegistries ?? [],
    status: service.status,
    desiredCount: service.desiredCount,
    runningCount: running,
    pendingCount: pending,
    launchType: revision?.launchType,
    capacityProviderStrategy: revision?.capacityProviderStrategy,
    platformVersion: revision?.platformVersion,
    platformFamily: revision?.platformFamily,
    taskDefinition: revision?.taskDefinition,
    deploymentConfiguration: service.deploymentConfiguration,
    deployments: service.deployments.map(deployment => describeDeployment(call, service, deployment, live)),
    roleArn: call
      .arn('role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS', 'iam')
      .replace(`:${call.region}:`, '::'),
    events: service.events,
    createdAt: service.createdAt,
    currentServiceDeployment: currentDeployment(call, service),
    currentServiceRevisions: service.deployments.map(({ revisionArn, id, status }) => {
      const counts = countsOf(live.filter(({ deploymentId }) => deploymentId === id))
      return {
        arn: revisionArn,
        requestedTaskCount: status === 'PRIMARY' ? service.desiredCount : 0,
        runningTaskCount: counts.running,
        pendingTaskCount: counts.pending,
      }
    }),
    placementConstraints: [],
    placementStrategy: [],
    networkConfiguration: revision?.networkConfiguration,
    healthCheckGracePeriodSeconds: service.healthCheckGracePeriodSeconds,
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: 'ECS' },
    createdBy: service.createdBy,
    enableECSManagedTags: service.enableECSManagedTags,
    propagateTags: service.propagateTags,
    enableExecuteCommand: service.enableExecuteCommand,
    availabilityZoneRebalancing: service.availabilityZoneRebalancing,
    ...(withTags && { tags: tagsOf(call, service.arn) }),
  }
}

function describeDeployment(
  call: Call,
  service: ServiceRecord,
  { id, revisionArn, ...deployment }: DeploymentRecord,
  live: readonly TaskRecord[],
): sdk.Deployment {
  const { running, pending } = countsOf(live.filter(({ deploymentId }) => deploymentId === id))
  const revision = call.table(serviceRevisions).get(revisionArn)
  return {
    id,
    ...deployment,
    taskDefinition: revision?.taskDefinition,
    desiredCount: deployment.status === 'PRIMARY' ? service.desiredCount : 0,
    pendingCount: pending,
    runningCount: running,
    capacityProviderStrategy: revision?.capacityProviderStrategy,
    launchType: revision?.launchType,
    platformVersion: revision?.platformVersion,
    platformFamily: revision?.platformFamily,
    networkConfiguration: revision?.networkConfiguration,
    ...connectOf(call, revision),
  }
}

function connectOf(call: Call, revision: RevisionRecord | undefined): Partial<sdk.Deployment> {
  const { serviceConnectConfiguration } = revision ?? {}
  if (!serviceConnectConfiguration) return {}
  const serviceConnectResources = (serviceConnectConfiguration.services ?? []).map(service => ({
    discoveryName: service.discoveryName ?? service.portName,
    discoveryArn: endpointOf(call, serviceConnectConfiguration, service)?.arn,
  }))
  return { serviceConnectConfiguration, serviceConnectResources }
}

function currentDeployment(call: Call, { arn }: ServiceRecord): string | undefined {
  return call
    .table(serviceDeployments)
    .filter(({ serviceArn }) => serviceArn === arn)
    .at(-1)?.arn
}
