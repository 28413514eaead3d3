import type { Call } from '../../../service.ts'
import { mayConnect } from '../../ec2/reachability.ts'
import { networkInterfaces } from '../../ec2/tables.ts'
import { tasks } from '../../ecs/tables.ts'
import { serverlessClass } from '../engines.ts'
import { proxies, subnetGroups } from '../tables.ts'
import { settled } from './activity.ts'
import { membersOf } from './checks.ts'
import { activities, type ClusterRecord, clusters } from './tables.ts'

/** Looks at the capacity of every cluster that scales: somebody has come, or gone. */
export function settleCapacities(call: Call): void {
  for (const { identifier } of call.table(clusters).values()) settleCapacity(call, identifier)
}

export function settleCapacity(call: Call, identifier: string): void {
  const cluster = call.table(clusters).get(identifier)
  if (!cluster?.scaling) return
  const { resourceId, scaling } = cluster
  const before = call.table(activities).get(resourceId) ?? { changes: [] }
  const { activity, lookAt } = settled(before, {
    now: call.now,
    serves: serves(call, cluster),
    isConnected: isConnected(call, cluster),
    scaling,
  })
  call.table(activities).put(resourceId, activity)
  if (lookAt === undefined) return
  call.as({ service: 'rds' }).schedule(lookAt - call.now, 'rds.cluster-capacity', { identifier })
}

export function lookAtCapacity({ identifier }: { readonly identifier: string }, call: Call): void {
  settleCapacity(call, identifier)
}

function serves(call: Call, cluster: ClusterRecord): boolean {
  const works = (status: string) => status === 'available' || status === 'rebooting'
  return membersOf(call, cluster).some(one => one.class === serverlessClass && works(one.status))
}

/** A task that runs is taken to be connected wherever the security groups let it; a proxy is always. */
function isConnected(call: Call, cluster: ClusterRecord): boolean {
  if (call.table(proxies).find(({ target }) => target?.cluster === cluster.identifier)) return true
  const vpcId = call.table(subnetGroups).get(cluster.subnetGroup)?.vpcId
  return call
    .table(tasks)
    .filter(({ lastStatus }) => lastStatus === 'RUNNING')
    .some(({ attachment }) => {
      const id = attachment.details?.find(({ name }) => name === 'networkInterfaceId')?.value
      const own = id === undefined ? undefined : call.table(networkInterfaces).get(id)
      return (
        own?.VpcId === vpcId &&
        own !== undefined &&
        mayConnect(call, own, cluster.securityGroups, cluster.port)
      )
    })
}
