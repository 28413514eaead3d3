import { idIn, type Owner } from './names.ts'

/** The logical id in tags as API Gateway has them; undefined where the resource belongs to somebody else. */
export function apiIdIn(
  tags: Readonly<Record<string, string>> | undefined,
  scope: Owner,
): string | undefined {
  return idIn(
    Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
    scope,
  )
}

/** What of a list is this environment's, with its logical id. */
export function withApiId<Tagged extends { Tags?: Record<string, string> | undefined }>(
  list: readonly Tagged[],
  scope: Owner,
): (readonly [string, Tagged])[] {
  return list.flatMap(one => {
    const id = apiIdIn(one.Tags, scope)
    return id === undefined ? [] : [[id, one] as const]
  })
}
