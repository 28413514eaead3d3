import { type AwsError, awsError } from '../../../aws-error.ts'
import type { Call } from '../../../service.ts'
import { type InstanceRecord, instances } from '../tables.ts'
import { type ClusterRecord, clusters } from './tables.ts'

/** @throws AwsError DBClusterNotFoundFault; @param named its identifier, or its ARN */
export function findCluster(call: Call, named: string): ClusterRecord {
  const identifier = named.startsWith('arn:') ? (named.split(':cluster:')[1] ?? named) : named
  const found = call.table(clusters).get(identifier.toLowerCase())
  if (!found) throw awsError('DBClusterNotFoundFault', `DBCluster ${identifier} not found.`)
  return found
}

export function invalidClusterState(message: string): AwsError {
  return awsError('InvalidDBClusterStateFault', message)
}

/** @throws AwsError InvalidDBClusterStateFault unless the cluster is in one of the states, and nothing changes it */
export function requireState({ identifier, status, change }: ClusterRecord, ...expected: string[]): void {
  const state = change?.status ?? status
  if (expected.includes(state)) return
  throw invalidClusterState(
    `DbCluster ${identifier} is in ${state} state but expected it to be one of ${expected.join(',')}.`,
  )
}

/** A cluster's members, the oldest first. */
export function membersOf(call: Call, { identifier }: ClusterRecord): InstanceRecord[] {
  return call.table(instances).filter(({ cluster }) => cluster === identifier)
}
