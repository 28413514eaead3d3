import type { Call } from '../../../service.ts'
import { tellOfCluster, tellOfInstance } from '../events.ts'
import { isOverdue, rest } from '../stopped.ts'
import { instances } from '../tables.ts'
import { forgetTags } from '../tagging.ts'
import { familyOf } from '../versions.ts'
import { beginClusterBackups, forgetClusterBackups } from './backups.ts'
import { settleCapacity } from './capacity.ts'
import { membersOf } from './checks.ts'
import { moveMembers, start } from './stopping.ts'
import { activities, type ClusterRecord, clusters } from './tables.ts'

type Step = 'available' | 'changed' | 'stopped' | 'started' | 'due' | 'deleted'

export interface ClusterStep {
  readonly identifier: string
  readonly resourceId: string
  readonly step: Step
}

/** How long a cluster that is to go waits for its last members. */
const patience = 30_000

/** One step of a cluster's life. */
export function advanceCluster({ identifier, resourceId, step }: ClusterStep, call: Call): void {
  const cluster = call.table(clusters).get(identifier)
  // Another one may have the same name by now.
  if (cluster?.resourceId === resourceId) steps[step](call, cluster)
}

const steps: Readonly<Record<Step, (call: Call, cluster: ClusterRecord) => void>> = {
  available(call, cluster) {
    if (cluster.status !== 'creating') return
    setStatus(call, cluster, 'available')
    tellOfCluster(call, cluster, 'created')
    beginClusterBackups(call, cluster.identifier)
  },

  changed(call, cluster) {
    const { change } = cluster
    if (!change) return
    call.table(clusters).update(cluster.identifier, draft => {
      Object.assign(draft, change.values)
      delete draft.change
    })
    const { version } = change.values
    if (version === undefined) return
    for (const { identifier } of membersOf(call, cluster)) {
      call.table(instances).update(identifier, draft => {
        draft.version = version
        draft.clusterRestartPending = false
        if (draft.parameterGroup.startsWith('default.'))
          draft.parameterGroup = `default.${familyOf(cluster.engine, version)}`
      })
    }
  },

  stopped(call, cluster) {
    if (cluster.status !== 'stopping') return
    rest(call, clusters, 'rds.cluster', cluster)
    moveMembers(call, cluster, 'stopped')
    tellOfAll(call, cluster, 'stopped')
    settleCapacity(call, cluster.identifier)
  },

  started(call, cluster) {
    if (cluster.status !== 'starting') return
    setStatus(call, cluster, 'available')
    moveMembers(call, cluster, 'available')
    tellOfAll(call, cluster, 'started')
    settleCapacity(call, cluster.identifier)
  },

  due(call, cluster) {
    if (!isOverdue(call, cluster)) return
    tellOfCluster(call, cluster, 'overdue')
    start(call, cluster)
  },

  deleted(call, cluster) {
    const { identifier, resourceId, status, arn } = cluster
    if (status !== 'deleting') return
    if (membersOf(call, cluster).length > 0) {
      call.schedule(patience, 'rds.cluster', { identifier, resourceId, step: 'deleted' })
      return
    }
    tellOfCluster(call, cluster, 'deleted')
    forgetClusterBackups(call, cluster)
    forgetTags(call, arn)
    call.table(clusters).delete(identifier)
    call.table(activities).delete(resourceId)
  },
}

function setStatus(call: Call, { identifier }: ClusterRecord, status: ClusterRecord['status']): void {
  call.table(clusters).update(identifier, draft => {
    draft.status = status
  })
}

/** A cluster that stops or starts is told of, and so is each of its members. */
function tellOfAll(call: Call, cluster: ClusterRecord, what: 'stopped' | 'started'): void {
  for (const member of membersOf(call, cluster)) tellOfInstance(call, member, what)
  tellOfCluster(call, cluster, what)
}
