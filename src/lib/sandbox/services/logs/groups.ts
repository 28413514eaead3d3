import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { type LogGroupRecord, type LogOperations, logEvents, logGroups, logStreams } from './tables.ts'

const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
]

export const groupOperations = {
  CreateLogGroup({ logGroupName, kmsKeyId, tags = {} }, call) {
    if (!/^[\w.\-/#]{1,512}$/.test(logGroupName)) {
      throw awsError(
        'InvalidParameterException',
        `1 validation error detected: Value '${logGroupName}' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+`,
      )
    }
    if (call.table(logGroups).has(logGroupName)) {
      throw awsError('ResourceAlreadyExistsException', 'The specified log group already exists')
    }
    const arn = call.arn(`log-group:${logGroupName}`)
    call.table(logGroups).put(logGroupName, { logGroupName, arn, creationTime: call.now, kmsKeyId, tags })
    return {}
  },

  DescribeLogGroups({ logGroupNamePrefix = '', logGroupNamePattern = '', limit = 50, nextToken }, call) {
    if (logGroupNamePrefix && logGroupNamePattern) {
      throw awsError(
        'InvalidParameterException',
        'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
      )
    }
    const pattern = logGroupNamePattern.toLowerCase()
    const found = call
      .table(logGroups)
      .filter(
        one =>
          one.logGroupName.startsWith(logGroupNamePrefix) && one.logGroupName.toLowerCase().includes(pattern),
      )
      .sort((a, b) => (a.logGroupName < b.logGroupName ? -1 : 1))
    const { items, next } = page(found, nextToken, limit)
    const shown = items.map(({ arn, tags: _tags, ...group }) => ({
      ...group,
      arn: `${arn}:*`,
      logGroupArn: arn,
      logGroupClass: 'STANDARD' as const,
      metricFilterCount: 0,
      storedBytes: 0,
    }))
    return { logGroups: shown, nextToken: next }
  },

  DeleteLogGroup({ logGroupName }, call) {
    findGroup(call, logGroupName)
    call.table(logGroups).delete(logGroupName)
    const [streams, events] = [call.table(logStreams), call.table(logEvents)]
    for (const [key, { group }] of streams.entries()) if (group === logGroupName) streams.delete(key)
    for (const { eventId, group } of events.values()) if (group === logGroupName) events.delete(eventId)
    return {}
  },

  PutRetentionPolicy({ logGroupName, retentionInDays }, call) {
    findGroup(call, logGroupName)
    if (!retentions.includes(retentionInDays)) {
      throw awsError(
        'InvalidParameterException',
        `1 validation error detected: Value '${retentionInDays}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${retentions.join(', ')}]`,
      )
    }
    call.table(logGroups).update(logGroupName, group => {
      group.retentionInDays = retentionInDays
    })
    return {}
  },

  DeleteRetentionPolicy({ logGroupName }, call) {
    findGroup(call, logGroupName)
    call.table(logGroups).update(logGroupName, group => {
      delete group.retentionInDays
    })
    return {}
  },

  TagResource({ resourceArn, tags }, call) {
    call.table(logGroups).update(groupAt(resourceArn, call).logGroupName, group => {
      Object.assign(group.tags, tags)
    })
    return {}
  },

  UntagResource({ resourceArn, tagKeys }, call) {
    call.table(logGroups).update(groupAt(resourceArn, call).logGroupName, group => {
      for (const key of tagKeys) delete group.tags[key]
    })
    return {}
  },

  ListTagsForResource: ({ resourceArn }, call) => ({ tags: groupAt(resourceArn, call).tags }),
} satisfies LogOperations

/** @throws AwsError ResourceNotFoundException */
export function findGroup(call: Call, name: string): LogGroupRecord {
  const group = call.table(logGroups).get(name)
  if (!group) throw awsError('ResourceNotFoundException', 'The specified log group does not exist.')
  return group
}

/** Tags go by the ARN without `:*`; with it, AWS does not find the group either. */
function groupAt(arn: string, call: Call): LogGroupRecord {
  const group = call.table(logGroups).find(one => one.arn === arn)
  if (!group) throw awsError('ResourceNotFoundException', 'The specified resource does not exist.')
  return group
}
