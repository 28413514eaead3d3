import type { Filter, ResourceType, TagSpecification } from '@aws-sdk/client-ec2'
import { nameOf, type Scope, tagKeys, tagList } from './names.ts'
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
