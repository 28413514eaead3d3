import type * as sdk from '@aws-sdk/client-ecs'
import { awsError } from '../../aws-error.ts'
import type { Call, Operations } from '../../service.ts'
import { timings } from '../../timings.ts'
import { page } from '../paging.ts'
import { failureThreshold } from './circuit-breaker.ts'
import { clusterOf, serviceKey } from './lookup.ts'
import { changeServiceDeployment, rollbackTarget } from './rollouts.ts'
import { wake } from './scheduling.ts'
import {
  type ServiceDeploymentRecord,
  type ServiceRecord,
  serviceDeployments,
  serviceRevisions,
  services,
} from './tables.ts'
import { countsOf, tasksOf } from './task-views.ts'

export const serviceDeploymentOperations: Operations<typeof sdk> = {
  ListServiceDeployments(input, call) {
    const { arn } = serviceOf(call, input.cluster, input.service)
    const { after, before } = input.createdAt ?? {}
    const found = visible(call)
      .filter(({ serviceArn, status }) => serviceArn === arn && (input.status?.includes(status) ?? true))
      .filter(({ createdAt }) => (!after || createdAt >= after) && (!before || createdAt <= before))
      .reverse()
    const { items, next } = page(found, input.nextToken, input.maxResults ?? 20)
    return { serviceDeployments: items.map(brief), nextToken: next }
  },

  DescribeServiceDeployments({ serviceDeploymentArns }, call) {
    if (serviceDeploymentArns.length > 20) {
      throw awsError('InvalidParameterException', 'You can only describe 20 service deployments at a time.')
    }
    const found = serviceDeploymentArns.map(arn => ({
      arn,
      record: visible(call).find(one => one.arn === arn),
    }))
    return {
      serviceDeployments: found.flatMap(({ record }) => (record ? [describe(call, record)] : [])),
      failures: found.filter(({ record }) => !record).map(({ arn }) => ({ arn, reason: 'MISSING' })),
    }
  },

  DescribeServiceRevisions({ serviceRevisionArns }, call) {
    if (serviceRevisionArns.length > 20) {
      throw awsError('InvalidParameterException', 'You can only describe 20 service revisions at a time.')
    }
    const found = serviceRevisionArns.map(arn => ({ arn, revision: call.table(serviceRevisions).get(arn) }))
    return {
      serviceRevisions: found.flatMap(({ revision }) => revision ?? []),
      failures: found.filter(({ revision }) => !revision).map(({ arn }) => ({ arn, reason: 'MISSING' })),
    }
  },

  /** Only what is under way can be stopped; the scheduler carries it out. */
  StopServiceDeployment({ serviceDeploymentArn, stopType = 'ROLLBACK' }, call) {
    const record = existing(call, serviceDeploymentArn)
    if (record.status !== 'PENDING' && record.status !== 'IN_PROGRESS') {
      throw awsError(
        'ConflictException',
        `The service deployment ${serviceDeploymentArn} cannot be stopped because it is in the ${record.status} state.`,
      )
    }
    const key = keyOf(record.serviceArn)
    if (stopType === 'ROLLBACK' && !rollbackTarget(call.table(services).get(key)!)) {
      throw awsError('ClientException', 'There is no previous successful service revision to roll back to.')
    }
    changeServiceDeployment(call, record.arn, draft => {
      draft.status = stopType === 'ROLLBACK' ? 'ROLLBACK_REQUESTED' : 'STOP_REQUESTED'
    })
    wake(call, key, timings.ecsSchedulerTick / 5)
    return { serviceDeploymentArn }
  },

  /** A rolling deployment without lifecycle hooks never pauses. */
  ContinueServiceDeployment({ serviceDeploymentArn, hookId }, call) {
    existing(call, serviceDeploymentArn)
    throw awsError(
      'InvalidParameterException',
      `The service deployment ${serviceDeploymentArn} is not paused at lifecycle hook ${hookId}.`,
    )
  },
}

/** A new service deployment takes a moment to be seen. */
function visible(call: Call): ServiceDeploymentRecord[] {
  const since = call.now - timings.serviceDeploymentVisible
  return call.table(serviceDeployments).filter(({ createdAt }) => createdAt.getTime() <= since)
}

function serviceOf(call: Call, cluster: string | undefined, reference: string): ServiceRecord {
  const inArn = reference.startsWith('arn:') ? reference.split('/').at(-2) : undefined
  const service = call.table(services).get(serviceKey(clusterOf(call, cluster ?? inArn).name, reference))
  if (!service) throw awsError('ServiceNotFoundException', 'Service not found.')
  return service
}

function existing(call: Call, arn: string): ServiceDeploymentRecord {
  const record = visible(call).find(one => one.arn === arn)
  if (!record) throw awsError('ServiceDeploymentNotFoundException', 'Service deployment not found.')
  return record
}

/** `…:service/CLUSTER/NAME` */
function keyOf(serviceArn: string): string {
  const [cluster = '', name = ''] = serviceArn.split('/').slice(-2)
  return serviceKey(cluster, name)
}

function brief(record: ServiceDeploymentRecord): sdk.ServiceDeploymentBrief {
  const { arn, serviceArn, clusterArn, createdAt, startedAt, finishedAt, target, status, statusReason } =
    record
  return {
    serviceDeploymentArn: arn,
    serviceArn,
    clusterArn,
    createdAt,
    startedAt,
    finishedAt,
    targetServiceRevisionArn: target,
    status,
    statusReason,
  }
}

function describe(call: Call, record: ServiceDeploymentRecord): sdk.ServiceDeployment {
  const { targetServiceRevisionArn: _target, ...common } = brief(record)
  const service = call.table(services).get(keyOf(record.serviceArn))!
  const { circuitBreaker, deploymentConfiguration, rollback, sources, target } = record
  return {
    ...common,
    stoppedAt: record.stoppedAt,
    updatedAt: record.updatedAt,
    sourceServiceRevisions: sources.map(arn => summary(call, service, arn)),
    targetServiceRevision: summary(call, service, target),
    deploymentConfiguration,
    ...(rollback && { rollback }),
    deploymentCircuitBreaker: {
      ...circuitBreaker,
      threshold: failureThreshold(deploymentConfiguration, service.desiredCount),
    },
  }
}

function summary(call: Call, service: ServiceRecord, arn: string): sdk.ServiceRevisionSummary {
  const ofRevision = tasksOf(call, serviceKey(service.cluster, service.name)).filter(
    task => task.revisionArn === arn,
  )
  const { running, pending } = countsOf(ofRevision)
  const isPrimary = service.deployments.some(one => one.revisionArn === arn && one.status === 'PRIMARY')
  return {
    arn,
    requestedTaskCount: isPrimary ? service.desiredCount : 0,
    runningTaskCount: running,
    pendingTaskCount: pending,
  }
}
