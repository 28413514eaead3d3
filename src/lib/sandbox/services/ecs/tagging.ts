import type * as sdk from '@aws-sdk/client-ecs'
import { awsError } from '../../aws-error.ts'
import type { Call, Operations } from '../../service.ts'
import { setTags, tagsOf } from './lookup.ts'
import { clusters, services, taskDefinitions, tasks } from './tables.ts'

export const taggingOperations: Operations<typeof sdk> = {
  TagResource({ resourceArn, tags }, call) {
    checkExists(call, resourceArn)
    const kept = tagsOf(call, resourceArn).filter(({ key }) => !tags.some(tag => tag.key === key))
    setTags(call, resourceArn, [...kept, ...tags])
    return {}
  },

  UntagResource({ resourceArn, tagKeys }, call) {
    checkExists(call, resourceArn)
    setTags(
      call,
      resourceArn,
      tagsOf(call, resourceArn).filter(({ key = '' }) => !tagKeys.includes(key)),
    )
    return {}
  },

  ListTagsForResource({ resourceArn }, call) {
    checkExists(call, resourceArn)
    return { tags: tagsOf(call, resourceArn) }
  },
}

/** @throws AwsError InvalidParameterException */
function checkExists(call: Call, arn: string): void {
  const here = (record: { arn: string }) => record.arn === arn
  const exists =
    call.table(clusters).find(here) ??
    call.table(services).find(here) ??
    call.table(taskDefinitions).find(here) ??
    call.table(tasks).find(here)
  if (!exists) throw awsError('InvalidParameterException', 'The specified resource does not exist.')
}
