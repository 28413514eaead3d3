import type * as sdk from '@aws-sdk/client-ecs'
import { awsError } from '../../aws-error.ts'
import type { Call, Operations } from '../../service.ts'
import { page } from '../paging.ts'
import { checkConnect } from './connect-endpoints.ts'
import { activeServiceOf, clusterOf, nameIn, serviceKey, setTags, usableTaskDefinition } from './lookup.ts'
import { checkNetwork, withPublicIp } from './network-rules.ts'
import { imagesOf } from './revisions.ts'
import { beginDeployment, endOngoing, primaryOf } from './rollouts.ts'
import { wake } from './scheduling.ts'
import {
  checkedConfiguration,
  checkGracePeriod,
  checkLoadBalancers,
  checkRegistries,
  checkServiceName,
} from './service-rules.ts'
import { describeService } from './service-views.ts'
import { checkedStrategy } from './strategy.ts'
import { type ServiceRecord, services } from './tables.ts'
import { stopTask } from './task-stop.ts'
import { tasksOf } from './task-views.ts'
import { updateService } from './update-service.ts'
import { checkPlatform } from './volume-rules.ts'
import { rolloutReason, stopReason } from './wording.ts'

export const serviceOperations: Operations<typeof sdk> = {
  CreateService(input, call) {
    const cluster = clusterOf(call, input.cluster)
    const key = serviceKey(cluster.name, input.serviceName)
    const existing = call.table(services).get(key)
    if (existing && existing.status !== 'INACTIVE') return { service: sameService(call, existing, input) }
    const { loadBalancers = [], serviceRegistries = [], networkConfiguration } = input
    const { serviceConnectConfiguration: connect } = input
    checkServiceName(input.serviceName)
    const definition = usableTaskDefinition(call, input.taskDefinition ?? '')
    const strategy = checkedStrategy(cluster, input)
    checkNetwork(call, networkConfiguration)
    checkPlatform(definition, input.platformVersion)
    checkLoadBalancers(call, definition, loadBalancers)
    checkRegistries(call, definition, serviceRegistries)
    checkConnect(call, definition, connect)
    checkGracePeriod(input.healthCheckGracePeriodSeconds, loadBalancers)
    checkController(input)
    call.table(services).put(key, newService(call, input, cluster))
    setTags(call, call.table(services).get(key)!.arn, input.tags)
    beginDeployment(call, key, {
      ...strategy,
      taskDefinition: definition.arn,
      platformVersion: input.platformVersion ?? 'LATEST',
      platformFamily: 'Linux',
      loadBalancers,
      serviceRegistries,
      ...(connect?.enabled && { serviceConnectConfiguration: connect }),
      networkConfiguration: withPublicIp(networkConfiguration),
      containerImages: imagesOf(call, definition),
    })
    wake(call, key)
    return { service: describeService(call, call.table(services).get(key)!, true) }
  },

  UpdateService(input, call) {
    const { cluster, name } = activeServiceOf(call, input.cluster, input.service)
    const key = serviceKey(cluster, name)
    updateService(call, key, input)
    return { service: describeService(call, call.table(services).get(key)!) }
  },

  DeleteService({ cluster, service: reference, force = false }, call) {
    const service = activeServiceOf(call, cluster, reference)
    const key = serviceKey(service.cluster, service.name)
    if (service.desiredCount > 0 && !force) {
      throw awsError('InvalidParameterException', 'The service cannot be stopped while it is scaled above 0.')
    }
    const { id } = primaryOf(service)
    endOngoing(call, service.arn, 'STOPPED', rolloutReason.deleted)
    const draining = call.table(services).update(key, draft => {
      draft.status = 'DRAINING'
      draft.desiredCount = 0
    })
    for (const task of tasksOf(call, key)) {
      stopTask(call, task.id, { code: 'ServiceSchedulerInitiated', reason: stopReason.byDeployment(id) })
    }
    wake(call, key)
    return { service: describeService(call, draining) }
  },

  DescribeServices({ cluster: reference, services: references, include = [] }, call) {
    const { name } = clusterOf(call, reference)
    if (references.length > 10) {
      throw awsError('InvalidParameterException', 'You can only describe 10 services at a time.')
    }
    const found = references.map(ref => ({ ref, service: call.table(services).get(serviceKey(name, ref)) }))
    return {
      services: found.flatMap(({ service }) =>
        service ? [describeService(call, service, include.includes('TAGS'))] : [],
      ),
      failures: found
        .filter(({ service }) => !service)
        .map(({ ref }) => ({ arn: call.arn(`service/${name}/${nameIn(ref)}`), reason: 'MISSING' })),
    }
  },

  ListServices({ cluster: reference, maxResults = 10, nextToken }, call) {
    const { name } = clusterOf(call, reference)
    const arns = call
      .table(services)
      .filter(({ cluster, status }) => cluster === name && status !== 'INACTIVE')
      .map(({ arn }) => arn)
    const { items, next } = page(arns, nextToken, maxResults)
    return { serviceArns: items, nextToken: next }
  },
}

/** Asking for a service that is there already is fine with the token it was made with. */
function sameService(
  call: Call,
  existing: ServiceRecord,
  { clientToken }: sdk.CreateServiceRequest,
): sdk.Service {
  if (existing.status === 'DRAINING') {
    throw awsError('InvalidParameterException', 'Unable to Start a service that is still Draining.')
  }
  if (clientToken === undefined || existing.clientToken !== clientToken) {
    throw awsError('InvalidParameterException', 'Creation of service was not idempotent.')
  }
  return describeService(call, existing, true)
}

function checkController({ deploymentController, schedulingStrategy }: sdk.CreateServiceRequest): void {
  if (schedulingStrategy === 'DAEMON') {
    throw awsError(
      'InvalidParameterException',
      'The daemon scheduling strategy is not supported for the Fargate launch type.',
    )
  }
  if (deploymentController && deploymentController.type !== 'ECS') {
    throw awsError(
      'NotImplemented',
      `The sandbox does not implement ${deploymentController.type} deployments.`,
      501,
    )
  }
}

function newService(
  call: Call,
  input: sdk.CreateServiceRequest,
  { name: cluster, arn: clusterArn }: { name: string; arn: string },
): ServiceRecord {
  const { serviceName: name = '', propagateTags = 'NONE', availabilityZoneRebalancing = 'ENABLED' } = input
  return {
    name,
    arn: call.arn(`service/${cluster}/${name}`),
    cluster,
    clusterArn,
    status: 'ACTIVE',
    desiredCount: input.desiredCount ?? 1,
    deploymentConfiguration: checkedConfiguration(input.deploymentConfiguration),
    healthCheckGracePeriodSeconds: input.healthCheckGracePeriodSeconds ?? 0,
    enableECSManagedTags: input.enableECSManagedTags ?? false,
    enableExecuteCommand: input.enableExecuteCommand ?? false,
    propagateTags,
    availabilityZoneRebalancing,
    createdAt: call.date,
    createdBy: call.principal.arn,
    clientToken: input.clientToken,
    deployments: [],
    events: [],
    steady: false,
  }
}
