import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import type { TableOf } from '../../store.ts'
import { type TagRecord, withoutTags, withTags } from '../tags.ts'
import { requireAvailable } from './groups.ts'
import { type CacheOperations, findSubnetGroup, groups, subnetGroups } from './tables.ts'

export const taggingOperations = {
  ListTagsForResource: ({ ResourceName }, call) => ({ TagList: find(call, ResourceName).Tags }),

  AddTagsToResource({ ResourceName, Tags }, call) {
    return { TagList: change(call, ResourceName, have => withTags(have, Tags)) }
  },

  RemoveTagsFromResource({ ResourceName, TagKeys }, call) {
    return { TagList: change(call, ResourceName, have => withoutTags(have, TagKeys)) }
  },
} satisfies CacheOperations

interface Tagged {
  Tags: TagRecord[]
}

/** Tags of a replication group can be neither read nor changed unless it is available. */
function find(call: Call, arn: string): Tagged {
  const [type, name = ''] = arn.split(':').slice(5)
  if (type === 'subnetgroup') return findSubnetGroup(call, name)
  if (type === 'replicationgroup') return requireAvailable(call, name)
  throw awsError('InvalidARNFault', `The arn ${arn} is not valid.`)
}

function change(call: Call, arn: string, edit: (have: TagRecord[]) => TagRecord[]): TagRecord[] {
  const Tags = edit(find(call, arn).Tags)
  const [type, name = ''] = arn.split(':').slice(5)
  const table: TableOf<Tagged> = type === 'subnetgroup' ? subnetGroups : groups
  call.table(table).update(name, draft => {
    draft.Tags = Tags
  })
  return Tags
}
