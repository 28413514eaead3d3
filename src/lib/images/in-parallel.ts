import pLimit from 'p-limit'

interface Options {
  readonly signal?: AbortSignal
  readonly parallel?: number
}

/** Works through the items a few at a time. The first failure aborts the others, and is what is thrown. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  { signal, parallel = 2 }: Options,
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
): Promise<Result[]> {
  const failure = new AbortController()
  const either = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal
  const limit = pLimit(parallel)
  const running = items.map(item =>
    limit(async () => {
      either.throwIfAborted()
      return await work(item, either)
    }).catch(error => {
      failure.abort(error)
      throw error
    }),
  )
  await Promise.allSettled(running)
  if (failure.signal.aborted) throw signal?.aborted ? signal.reason : failure.signal.reason
  return await Promise.all(running)
}
