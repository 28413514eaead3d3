/** Asks in as many calls as the API's limit on one call needs, all at once, and joins the answers. */
export async function inBatches<Key, Item>(
  keys: readonly Key[],
  size: number,
  ask: (batch: Key[]) => Promise<readonly Item[] | undefined>,
): Promise<Item[]> {
  const batches = Array.from({ length: Math.ceil(keys.length / size) }, (_, index) =>
    keys.slice(index * size, (index + 1) * size),
  )
  const answers = await Promise.all(batches.map(ask))
  return answers.flatMap(answer => answer ?? [])
}
