/** The names under which AWS's services hand out the place to go on from, and what to send it back as. */
const tokens = [
  ['NextToken', 'NextToken'],
  ['nextToken', 'nextToken'],
  ['NextMarker', 'Marker'],
  ['Marker', 'Marker'],
  ['LastEvaluatedTableName', 'ExclusiveStartTableName'],
  ['PaginationToken', 'PaginationToken'],
  ['NextContinuationToken', 'ContinuationToken'],
] as const

/**
 * Reads every page of a listing and concatenates what `pick` takes from each.
 * @param call a port's method, such as `ports.ec2.describeVpcs`
 */
export async function pages<Input extends object, Output, Item>(
  call: (input: Input) => Promise<Output>,
  input: Input,
  pick: (page: Output) => readonly Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = []
  let next: object | undefined = {}
  while (next) {
    const page: Output = await call({ ...input, ...next })
    items.push(...(pick(page) ?? []))
    next = continuation(page as Record<string, unknown>)
  }
  return items
}

function continuation(page: Record<string, unknown>): object | undefined {
  for (const [given, sent] of tokens) {
    // S3 and IAM echo a Marker on the last page as well; their IsTruncated decides.
    if (page[given] && page.IsTruncated !== false) return { [sent]: page[given] }
  }
  return undefined
}
