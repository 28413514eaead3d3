import type { Call } from '../../../service.ts'
import { timings } from '../../../timings.ts'
import { invalidState } from '../checks.ts'
import { instances } from '../tables.ts'
import { membersOf } from './checks.ts'
import { type ClusterRecord, clusters } from './tables.ts'

/** @throws AwsError InvalidDBInstanceState unless nothing else happens to its members */
export function stop(call: Call, cluster: ClusterRecord): ClusterRecord {
  const { identifier, resourceId } = cluster
  const busy = membersOf(call, cluster).find(({ status, change }) => status !== 'available' || change)
  if (busy) throw invalidState(`Instance ${busy.identifier} is not in available state.`)
  call.schedule(timings.databaseClusterStopped, 'rds.cluster', { identifier, resourceId, step: 'stopped' })
  moveMembers(call, cluster, 'stopping')
  return call.table(clusters).update(identifier, draft => {
    draft.status = 'stopping'
  })
}

export function start(call: Call, cluster: ClusterRecord): ClusterRecord {
  const { identifier, resourceId } = cluster
  call.schedule(timings.databaseClusterStarted, 'rds.cluster', { identifier, resourceId, step: 'started' })
  moveMembers(call, cluster, 'starting')
  return call.table(clusters).update(identifier, draft => {
    draft.status = 'starting'
    delete draft.restartsAt
  })
}

/** Members stop and start with their cluster, and only with it. */
export function moveMembers(call: Call, cluster: ClusterRecord, status: string): void {
  for (const { identifier } of membersOf(call, cluster)) {
    call.table(instances).update(identifier, draft => {
      draft.status = status
    })
  }
}
