import type { Tag } from '@aws-sdk/client-rds'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import type { TableOf } from '../../store.ts'
import { withoutTags, withTags } from '../tags.ts'
import { findInstance, invalidValue } from './checks.ts'
import { findCluster } from './clusters/checks.ts'
import { clusterSnapshots } from './clusters/tables.ts'
import {
  clusterParameterGroups,
  parameterGroups,
  proxies,
  type RdsOperations,
  rdsTags,
  snapshots,
  subnetGroups,
} from './tables.ts'

export const taggingOperations = {
  AddTagsToResource({ ResourceName, Tags }, call) {
    checkExists(call, ResourceName)
    setTags(call, ResourceName, withTags(tagsOf(call, ResourceName), Tags))
    return {}
  },

  RemoveTagsFromResource({ ResourceName, TagKeys }, call) {
    checkExists(call, ResourceName)
    setTags(call, ResourceName, withoutTags(tagsOf(call, ResourceName), TagKeys))
    return {}
  },

  ListTagsForResource({ ResourceName }, call) {
    checkExists(call, ResourceName)
    return { TagList: [...tagsOf(call, ResourceName)] }
  },
} satisfies RdsOperations

export function tagsOf(call: Call, arn: string): readonly Tag[] {
  return call.table(rdsTags).get(arn) ?? []
}

/** @throws AwsError InvalidParameterValue for what a tag of RDS cannot hold */
export function setTags(call: Call, arn: string, tags: readonly Tag[] = []): void {
  for (const { Key = '', Value = '' } of tags) {
    if (/^(aws|rds):/.test(Key)) throw invalidValue(`Tag keys cannot begin with ${Key.split(':')[0]}:`)
    if (Key.length > 128 || Value.length > 256) throw invalidValue(`Tag ${Key} is too long`)
    if (!/^[\p{L}\p{Z}\p{N}_.:/=+@-]*$/u.test(Key + Value))
      throw invalidValue(`Tag ${Key} has characters that are not allowed`)
  }
  call.table(rdsTags).put(arn, [...tags])
}

export function forgetTags(call: Call, arn: string): void {
  call.table(rdsTags).delete(arn)
}

/** @throws AwsError with the not-found code of whatever the ARN says it is */
function checkExists(call: Call, arn: string): void {
  const [, , service, region, account, type = '', ...rest] = arn.split(':')
  const name = rest.join(':')
  if (service !== 'rds' || region !== call.region || account !== call.account)
    throw invalidValue(`Unable to create a new resource name from ${arn}`)
  if (type === 'db') return void findInstance(call, name)
  if (type === 'cluster') return void findCluster(call, name)
  const isOfAws = /pg$/.test(type) && name.startsWith('default.')
  const table = named[type]
  const isThere = table
    ? call.table<unknown>(table).has(name) || isOfAws
    : call.table(proxies).find(proxy => proxy.arn === arn || proxy.targetGroupArn === arn) !== undefined
  if (!isThere) throw awsError(missing[type] ?? 'InvalidParameterValue', `${name} not found.`)
}

/** What is found by the last part of its ARN, which is its name. */
const named: Readonly<Record<string, TableOf<unknown>>> = {
  snapshot: snapshots,
  'cluster-snapshot': clusterSnapshots,
  subgrp: subnetGroups,
  pg: parameterGroups,
  'cluster-pg': clusterParameterGroups,
}

const missing: Readonly<Record<string, string>> = {
  snapshot: 'DBSnapshotNotFound',
  'cluster-snapshot': 'DBClusterSnapshotNotFoundFault',
  subgrp: 'DBSubnetGroupNotFoundFault',
  pg: 'DBParameterGroupNotFound',
  'cluster-pg': 'DBClusterParameterGroupNotFoundFault',
  'db-proxy': 'DBProxyNotFoundFault',
  'target-group': 'DBProxyTargetGroupNotFoundFault',
}
