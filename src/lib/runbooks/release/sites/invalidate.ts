import { unlessMissing, until } from '../../../aws/index.ts'
import type { PartRun } from '../parts/part.ts'

/** Seconds; one minute is usual. */
const patience = 15 * 60

/** Makes a CDN forget paths; resolves once all edges have. One that is gone has nothing to forget. */
export async function invalidate(
  { context }: PartRun,
  DistributionId: string,
  paths: readonly string[],
): Promise<void> {
  const { ports, signal, clock } = context
  const CallerReference = `deployctl ${new Date(clock.now()).toISOString()} ${paths.length}`
  const InvalidationBatch = { CallerReference, Paths: { Quantity: paths.length, Items: [...paths] } }
  const begun = await unlessMissing(
    ports.cloudfront.createInvalidation({ DistributionId, InvalidationBatch }, { signal }),
  )
  const Id = begun?.Invalidation?.Id
  if (Id === undefined) return
  await until(
    { clock, signal, what: `${DistributionId} to forget what changed`, within: patience },
    async () => {
      const seen = await unlessMissing(ports.cloudfront.getInvalidation({ DistributionId, Id }, { signal }))
      return seen?.Invalidation?.Status === 'InProgress' ? undefined : true
    },
  )
}
