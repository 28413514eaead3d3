import type { ReleaseRecord } from '../../releases/record.ts'
import { outlived } from '../../releases/retention.ts'
import type { Context } from '../context.ts'

/**
 * Deregisters the task definitions that a release has pushed out of what is retained. The release has succeeded
 * whatever happens here.
 */
export async function tidy(
  { manifest, ports, signal, emit }: Context,
  records: readonly ReleaseRecord[],
  newest: ReleaseRecord,
): Promise<void> {
  const arns = outlived(records, newest, manifest.releases.keep)
  const results = await Promise.allSettled(
    arns.map(taskDefinition => ports.ecs.deregisterTaskDefinition({ taskDefinition }, { signal })),
  )
  const failed = results.filter(({ status }) => status === 'rejected').length
  if (failed > 0) {
    emit({
      type: 'notice',
      message: `${failed} old task definitions could not be deregistered; nothing needs them.`,
    })
  }
}
