import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { withoutTags, withTags } from '../tags.ts'
import { type ParameterRecord, parameters, type SsmOperations } from './tables.ts'

export const taggingOperations = {
  AddTagsToResource({ ResourceType, ResourceId, Tags }, call) {
    const { Name, Tags: have } = find(ResourceType, ResourceId, call)
    call.table(parameters).update(Name, draft => {
      draft.Tags = withTags(have, Tags)
    })
    return {}
  },

  RemoveTagsFromResource({ ResourceType, ResourceId, TagKeys }, call) {
    const { Name, Tags: have } = find(ResourceType, ResourceId, call)
    call.table(parameters).update(Name, draft => {
      draft.Tags = withoutTags(have, TagKeys)
    })
    return {}
  },

  ListTagsForResource: ({ ResourceType, ResourceId }, call) => ({
    TagList: find(ResourceType, ResourceId, call).Tags,
  }),
} satisfies SsmOperations

function find(type: string, id: string, call: Call): ParameterRecord {
  if (type !== 'Parameter') {
    throw awsError(
      'InvalidResourceType',
      'The resource type is not valid. Valid resource types are: Parameter.',
    )
  }
  const parameter = call.table(parameters).get(id)
  if (!parameter)
    throw awsError(
      'InvalidResourceId',
      'The resource ID is not valid. Verify that you entered the correct ID and try again.',
    )
  return parameter
}
