import type { ServiceDeploymentStatus } from '@aws-sdk/client-ecs'
import type { Call } from '../../service.ts'
import { makeEndpoints, tidyEndpoints } from './connect-endpoints.ts'
import { tell } from './events.ts'
import { longNumber } from './identifiers.ts'
import {
  type DeploymentRecord,
  type RevisionRecord,
  type ServiceDeploymentRecord,
  type ServiceRecord,
  serviceDeployments,
  serviceRevisions,
  services,
} from './tables.ts'
import { eventText, rolloutReason } from './wording.ts'

/** What a revision is made of, beside what identifies it. */
export type RevisionSettings = Omit<
  RevisionRecord,
  'serviceRevisionArn' | 'serviceArn' | 'clusterArn' | 'createdAt'
>

const finalStates: readonly ServiceDeploymentStatus[] = [
  'SUCCESSFUL',
  'STOPPED',
  'ROLLBACK_SUCCESSFUL',
  'ROLLBACK_FAILED',
]

export function primaryOf(service: ServiceRecord): DeploymentRecord {
  return service.deployments.find(({ status }) => status === 'PRIMARY')!
}

/** The service deployment under way, if any. */
export function ongoingDeployment(call: Call, serviceArn: string): ServiceDeploymentRecord | undefined {
  return call
    .table(serviceDeployments)
    .find(one => one.serviceArn === serviceArn && !finalStates.includes(one.status))
}

/** Writes down a new revision and begins to roll it out; a deployment under way is replaced by it. */
export function beginDeployment(call: Call, key: string, settings: RevisionSettings): void {
  const service = call.table(services).get(key)!
  const { arn: serviceArn, clusterArn } = service
  const path = `${service.cluster}/${service.name}`
  const serviceRevisionArn = call.arn(`service-revision/${path}/${longNumber()}`, 'ecs')
  const identity = { serviceRevisionArn, serviceArn, clusterArn, createdAt: call.date }
  call.table(serviceRevisions).put(serviceRevisionArn, { ...settings, ...identity })
  endOngoing(call, serviceArn, 'STOPPED', rolloutReason.replaced)
  makeEndpoints(call, serviceArn, settings.serviceConnectConfiguration)
  const id = `ecs-svc/${longNumber()}`
  const arn = call.arn(`service-deployment/${path}/${call.id('', 21)}`, 'ecs')
  const { deploymentConfiguration, deployments } = service
  call.table(serviceDeployments).put(arn, {
    arn,
    serviceArn,
    clusterArn,
    deploymentId: id,
    createdAt: call.date,
    updatedAt: call.date,
    sources: deployments.map(({ revisionArn }) => revisionArn),
    target: serviceRevisionArn,
    status: 'PENDING',
    deploymentConfiguration,
    circuitBreaker: {
      status: deploymentConfiguration.deploymentCircuitBreaker?.enable ? 'MONITORING' : 'DISABLED',
      failureCount: 0,
    },
  })
  makePrimary(call, key, {
    id,
    revisionArn: serviceRevisionArn,
    status: 'PRIMARY',
    createdAt: call.date,
    updatedAt: call.date,
    failedTasks: 0,
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: rolloutReason.inProgress(id),
  })
}

function makePrimary(call: Call, key: string, primary: DeploymentRecord): void {
  call.table(services).update(key, draft => {
    for (const deployment of draft.deployments) deployment.status = 'ACTIVE'
    draft.deployments = [primary, ...draft.deployments.filter(({ id }) => id !== primary.id)]
    draft.steady = false
  })
}

/** Ends the service deployment under way; without one, nothing. */
export function endOngoing(
  call: Call,
  serviceArn: string,
  status: ServiceDeploymentStatus,
  statusReason?: string,
): void {
  const ongoing = ongoingDeployment(call, serviceArn)
  if (!ongoing) return
  changeServiceDeployment(call, ongoing.arn, draft => {
    draft.status = status
    if (statusReason !== undefined) draft.statusReason = statusReason
    if (status === 'STOPPED') draft.stoppedAt = call.date
    draft.finishedAt = call.date
    if (draft.circuitBreaker.status === 'MONITORING') draft.circuitBreaker.status = 'MONITORING_COMPLETE'
  })
}

export function changeServiceDeployment(
  call: Call,
  arn: string,
  edit: (draft: ServiceDeploymentRecord) => void,
): void {
  call.table(serviceDeployments).update(arn, draft => {
    edit(draft)
    draft.updatedAt = call.date
  })
}

/** The primary deployment has done what it was to do. */
export function completeDeployment(call: Call, key: string): void {
  const service = call.table(services).get(key)!
  const { id, revisionArn } = primaryOf(service)
  const status = ongoingDeployment(call, service.arn)?.status
  endOngoing(call, service.arn, status === 'ROLLBACK_IN_PROGRESS' ? 'ROLLBACK_SUCCESSFUL' : 'SUCCESSFUL')
  changePrimary(call, key, draft => {
    draft.rolloutState = 'COMPLETED'
    draft.rolloutStateReason = rolloutReason.completed(id)
    draft.failedTasks = 0
  })
  call.table(services).update(key, draft => {
    draft.lastCompleted = { deploymentId: id, revisionArn }
  })
  tell(call, key, eventText.completed(id))
  const revision = call.table(serviceRevisions).get(revisionArn)
  tidyEndpoints(call, service.arn, revision?.serviceConnectConfiguration)
}

/** The primary deployment starts no more tasks; what runs of it and of others goes on. */
export function failDeployment(call: Call, key: string): void {
  const { id } = primaryOf(call.table(services).get(key)!)
  changePrimary(call, key, draft => {
    draft.rolloutState = 'FAILED'
    draft.rolloutStateReason = rolloutReason.failed
  })
  tell(call, key, eventText.failed(id))
}

/** The deployment that a rollback of the primary one would go back to. */
export function rollbackTarget(service: ServiceRecord): ServiceRecord['lastCompleted'] {
  const { lastCompleted } = service
  return lastCompleted?.deploymentId === primaryOf(service).id ? undefined : lastCompleted
}

/** Makes the last completed deployment the primary one again; its tasks that still run are its own still. */
export function rollBack(call: Call, key: string, reason: string): void {
  const service = call.table(services).get(key)!
  const { deploymentId: id, revisionArn } = rollbackTarget(service)!
  const earlier = service.deployments.find(deployment => deployment.id === id)
  makePrimary(call, key, {
    id,
    revisionArn,
    status: 'PRIMARY',
    createdAt: earlier?.createdAt ?? call.date,
    updatedAt: call.date,
    failedTasks: 0,
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: rolloutReason.rollingBack(id),
  })
  tell(call, key, eventText.rollingBack(id))
  const ongoing = ongoingDeployment(call, service.arn)
  if (!ongoing) return
  changeServiceDeployment(call, ongoing.arn, draft => {
    draft.status = 'ROLLBACK_IN_PROGRESS'
    draft.statusReason = reason
    draft.rollback = { reason, startedAt: call.date, serviceRevisionArn: revisionArn }
  })
}

function changePrimary(call: Call, key: string, edit: (draft: DeploymentRecord) => void): void {
  call.table(services).update(key, draft => {
    const primary = primaryOf(draft)
    edit(primary)
    primary.updatedAt = call.date
  })
}
