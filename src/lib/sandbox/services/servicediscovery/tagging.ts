import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { withoutTags, withTags } from '../tags.ts'
import { type CloudMapOperations, cloudMapTags } from './tables.ts'

export const tagOperations = {
  TagResource({ ResourceARN, Tags }, call) {
    call.table(cloudMapTags).put(ResourceARN, withTags(tagsOf(call, ResourceARN), Tags))
    return {}
  },

  UntagResource({ ResourceARN, TagKeys }, call) {
    call.table(cloudMapTags).put(ResourceARN, withoutTags(tagsOf(call, ResourceARN), TagKeys))
    return {}
  },

  ListTagsForResource: ({ ResourceARN }, call) => ({ Tags: tagsOf(call, ResourceARN) }),
} satisfies CloudMapOperations

function tagsOf(call: Call, arn: string) {
  const tags = call.table(cloudMapTags).get(arn)
  if (!tags) throw awsError('ResourceNotFoundException', `The resource ${arn} was not found.`)
  return tags
}
