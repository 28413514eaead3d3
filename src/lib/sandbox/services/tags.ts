interface Tag {
  Key?: string | undefined
  Value?: string | undefined
}

/** Tags after adding some: a key that is there already takes the new value. */
export function withTags(have: readonly Tag[] | undefined, added: readonly Tag[] | undefined): TagRecord[] {
  const byKey = new Map([...(have ?? []), ...(added ?? [])].map(tag => [tag.Key ?? '', tag.Value ?? '']))
  return [...byKey].map(([Key, Value]) => ({ Key, Value }))
}

export function withoutTags(
  have: readonly Tag[] | undefined,
  keys: readonly string[] | undefined,
): TagRecord[] {
  return withTags(have, []).filter(({ Key }) => !keys?.includes(Key))
}

export interface TagRecord {
  Key: string
  Value: string
}
