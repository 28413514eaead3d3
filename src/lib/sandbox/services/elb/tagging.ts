import type { Tag } from '@aws-sdk/client-elastic-load-balancing-v2'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { withoutTags, withTags } from '../tags.ts'
import { find } from './names.ts'
import { type ElbOperations, elbTags, listeners, loadBalancers, rules, targetGroups } from './tables.ts'

export const taggingOperations = {
  AddTags({ ResourceArns, Tags }, call) {
    for (const arn of ResourceArns) {
      checkExists(call, arn)
      setTags(call, arn, withTags(call.table(elbTags).get(arn), Tags))
    }
    return {}
  },

  RemoveTags({ ResourceArns, TagKeys }, call) {
    for (const arn of ResourceArns) {
      checkExists(call, arn)
      setTags(call, arn, withoutTags(call.table(elbTags).get(arn), TagKeys))
    }
    return {}
  },

  DescribeTags({ ResourceArns }, call) {
    if (ResourceArns.length > 20) {
      throw awsError('ValidationError', 'You can only describe the tags of 20 resources at a time')
    }
    return {
      TagDescriptions: ResourceArns.map(arn => {
        checkExists(call, arn)
        return { ResourceArn: arn, Tags: [...(call.table(elbTags).get(arn) ?? [])] }
      }),
    }
  },
} satisfies ElbOperations

export function setTags(call: Call, arn: string, tags: readonly Tag[]): void {
  const keys = tags.map(({ Key }) => Key)
  if (new Set(keys).size < keys.length)
    throw awsError('DuplicateTagKeys', 'A tag key was specified more than once')
  if (tags.length > 50) throw awsError('TooManyTags', "You've reached the limit on the number of tags")
  call.table(elbTags).put(arn, [...tags])
}

export function forgetTags(call: Call, arn: string): void {
  call.table(elbTags).delete(arn)
}

/** @throws AwsError with the not-found code of whatever the ARN says it is */
function checkExists(call: Call, arn: string): void {
  if (arn.includes(':targetgroup/')) find(call, targetGroups, arn)
  else if (arn.includes(':listener-rule/')) find(call, rules, arn)
  else if (arn.includes(':listener/')) find(call, listeners, arn)
  else find(call, loadBalancers, arn)
}
