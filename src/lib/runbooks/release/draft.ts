import { createHash, randomUUID } from 'node:crypto'
import type { ReleaseDraft } from '../../releases/records.ts'
import type { ReleasedThings } from '../../releases/released-things.ts'
import type { Context } from '../context.ts'

type Particulars = ReleasedThings &
  Pick<ReleaseDraft, 'kind' | 'services' | 'secrets' | 'restores' | 'commit'>

/** A release as it begins: who makes it, of what, and when. */
export function draftRelease(
  { manifest, caller, git, clock }: Context,
  particulars: Particulars,
): ReleaseDraft {
  // Where the manifest lies is no part of what it says.
  const { directory: _, ...content } = manifest
  return {
    run: randomUUID(),
    startedAt: new Date(clock.now()).toISOString(),
    user: caller.user,
    ...(git && { commit: git }),
    manifest: createHash('sha256').update(JSON.stringify(content)).digest('hex'),
    timings: [],
    ...particulars,
  }
}
