import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { type ServiceRecord, services } from '../ecs/tables.ts'
import { setDesiredCount } from '../ecs/update-service.ts'
import { activities, scalableTargets, type TargetRecord } from './tables.ts'

/** The service that `service/CLUSTER/NAME` means. */
export function serviceOf(call: Call, resourceId: string): ServiceRecord | undefined {
  const service = call.table(services).get(resourceId.replace(/^service\//, ''))
  return service?.status === 'ACTIVE' ? service : undefined
}

export interface Named {
  readonly ServiceNamespace?: string | undefined
  readonly ResourceId?: string | undefined
  readonly ScalableDimension?: string | undefined
}

/** @throws AwsError ObjectNotFoundException */
export function targetOf(
  call: Call,
  { ServiceNamespace, ResourceId = '', ScalableDimension }: Named,
): TargetRecord {
  const target = call.table(scalableTargets).get(ResourceId)
  if (target) return target
  throw awsError(
    'ObjectNotFoundException',
    `No scalable target registered for service namespace: ${ServiceNamespace}, resource ID: ${ResourceId}, scalable dimension: ${ScalableDimension}`,
  )
}

/** Brings a service's desired count between the limits, and says so in an activity. */
export function keepWithinLimits(
  { resourceId, cause }: { resourceId: string; cause: string },
  call: Call,
): void {
  const target = call.table(scalableTargets).get(resourceId)
  const service = serviceOf(call, resourceId)
  if (!target || !service) return
  const wanted = Math.min(target.MaxCapacity, Math.max(target.MinCapacity, service.desiredCount))
  if (wanted === service.desiredCount) return
  setDesiredCount(call.as({ service: 'ecs' }), `${service.cluster}/${service.name}`, wanted)
  const ActivityId = crypto.randomUUID()
  call.table(activities).put(ActivityId, {
    ActivityId,
    ServiceNamespace: 'ecs',
    ResourceId: resourceId,
    ScalableDimension: 'ecs:service:DesiredCount',
    Description: `Setting desired count to ${wanted}.`,
    Cause: cause,
    StartTime: call.date,
    EndTime: call.date,
    StatusCode: 'Successful',
    StatusMessage: `Successfully set desired count to ${wanted}. Change successfully fulfilled by ecs.`,
  })
}
