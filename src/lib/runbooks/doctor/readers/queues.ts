import { unlessMissing } from '../../../aws/index.ts'
import type { QueueState } from '../../../resources/queue.ts'
import type { Reader } from '../evidence.ts'
import { standingOf } from './standing.ts'

/** What could not be done, and waits to be looked at. */
export interface QueueReading {
  /** Logical id: `job-nightly`. */
  readonly id: string
  readonly url: string
  readonly messages: number
}

export const queues: Reader<'queues'> = async ({ ports, signal }, read) => {
  const standing = standingOf<QueueState>(await read('standing'), 'queue')
  const AttributeNames = ['ApproximateNumberOfMessages' as const]
  return Promise.all(
    standing.map(async ([id, { url }]) => {
      const asked = ports.sqs.getQueueAttributes({ QueueUrl: url, AttributeNames }, { signal })
      const answer = await unlessMissing(asked)
      return { id, url, messages: Number(answer?.Attributes?.ApproximateNumberOfMessages ?? 0) }
    }),
  )
}
