import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { withoutTags, withTags } from '../tags.ts'
import { type CloudFrontOperations, type DistributionRecord, distributions } from './tables.ts'

export const taggingOperations = {
  ListTagsForResource: ({ Resource }, call) => ({ Tags: { Items: find(Resource, call).Tags } }),

  TagResource({ Resource, Tags }, call) {
    call.table(distributions).update(find(Resource, call).id, draft => {
      draft.Tags = withTags(draft.Tags, Tags.Items)
    })
    return {}
  },

  UntagResource({ Resource, TagKeys }, call) {
    call.table(distributions).update(find(Resource, call).id, draft => {
      draft.Tags = withoutTags(draft.Tags, TagKeys.Items)
    })
    return {}
  },
} satisfies CloudFrontOperations

function find(arn: string, call: Call): DistributionRecord {
  const record = call.table(distributions).find(one => one.arn === arn && one.account === call.account)
  if (record) return record
  throw awsError('NoSuchResource', 'A resource that was specified is not valid.', 404)
}
