import { type Owner, tagsOf } from './names.ts'

/** The three tags in the spelling of ECS. */
export function ecsTags(scope: Owner, id: string): { key: string; value: string }[] {
  return Object.entries(tagsOf(scope, id)).map(([key, value]) => ({ key, value }))
}
