import { unlessMissing } from '../../../aws/index.ts'
import { readLive } from '../../live/standing.ts'
import type { Reader } from '../evidence.ts'

export const live: Reader<'live'> = async context => {
  // Before the first bootstrap there is no cluster.
  const found = await unlessMissing(readLive(context, Object.keys(context.manifest.services)))
  return found ?? new Map()
}
