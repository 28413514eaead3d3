import type { Cloud } from './cloud/index.ts'
import type { Notes } from './cloud/notes.ts'

/**
 * Stops databases that run while nothing else does: AWS starts one that was stopped for seven days, and a release that
 * sleeps leaves one running. Not under a hold: somebody may be at work with it.
 * @returns what was done, in a sentence; undefined where there was nothing to do
 */
export async function stopLeftOver(
  cloud: Cloud,
  { heldUntil = 0 }: Pick<Notes, 'heldUntil'>,
  now: number,
): Promise<string | undefined> {
  if (heldUntil > now) return undefined
  const stopped = await cloud.stopDatabases()
  return stopped.length > 0 ? `Stopped ${stopped.join(', ')} again.` : undefined
}
