import type { Filter, ResourceType, Tag, TagSpecification } from '@aws-sdk/client-ec2'
import { idIn, nameOf, type Scope, tagKeys, tagList } from './names.ts'
import type { Run } from './resource.ts'

/** Tags given at creation, so that no crash can leave a resource without its identity; `Name` is for AWS's console. */
export function ec2TagSpecification(
  type: ResourceType,
  { scope, id }: Pick<Run, 'scope' | 'id'>,
): TagSpecification[] {
  return [{ ResourceType: type, Tags: [{ Key: 'Name', Value: nameOf(scope, id) }, ...tagList(scope, id)] }]
}

/** EC2 filters for everything of one environment. */
export function ours(scope: Scope): Filter[] {
  return [
    { Name: `tag:${tagKeys.project}`, Values: [scope.project] },
    { Name: `tag:${tagKeys.environment}`, Values: [scope.environment] },
  ]
}

/**
 * What of a list is this environment's, with its logical id.
 * The answer is looked at again: a stand-in that ignores filters would else have us remove what is not ours.
 */
export function withId<Tagged extends { Tags?: Tag[] | undefined }>(
  list: readonly Tagged[],
  scope: Scope,
): (readonly [string, Tagged])[] {
  return list.flatMap(one => {
    const id = idIn(one.Tags, scope)
    return id === undefined ? [] : [[id, one] as const]
  })
}
