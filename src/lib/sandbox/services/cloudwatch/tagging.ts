import type { Tag } from '@aws-sdk/client-cloudwatch'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { type TagRecord, withoutTags, withTags } from '../tags.ts'
import { alarms, type CloudWatchOperations, dashboards } from './tables.ts'

export const taggingOperations = {
  TagResource({ ResourceARN, Tags }, call) {
    change(call, ResourceARN, have => withTags(have, Tags))
    return {}
  },

  UntagResource({ ResourceARN, TagKeys }, call) {
    change(call, ResourceARN, have => withoutTags(have, TagKeys))
    return {}
  },

  ListTagsForResource: ({ ResourceARN }, call) => ({ Tags: tagsOf(call, ResourceARN) }),
} satisfies CloudWatchOperations

type Tags = readonly { Key?: string | undefined; Value?: string | undefined }[]

function change(call: Call, arn: string, edit: (have: Tags) => TagRecord[]): void {
  const Tags: Tag[] = edit(tagsOf(call, arn))
  const name = arn.split(/[:/]/).at(-1)!
  const put = (draft: { Tags: typeof Tags }) => {
    draft.Tags = Tags
  }
  if (isDashboard(arn)) call.table(dashboards).update(name, put)
  else call.table(alarms).update(name, put)
}

function tagsOf(call: Call, arn: string) {
  const found = isDashboard(arn)
    ? call.table(dashboards).find(one => one.arn === arn)
    : call.table(alarms).find(({ AlarmArn }) => AlarmArn === arn)
  if (!found) throw awsError('ResourceNotFoundException', `Resource ${arn} does not exist`)
  return found.Tags
}

function isDashboard(arn: string): boolean {
  return arn.includes(':dashboard/')
}
