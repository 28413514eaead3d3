import type { Context } from './context.ts'
import { diagnose } from './status/diagnose.ts'
import { readSnapshot } from './status/read.ts'
import type { Snapshot, Trouble } from './status/snapshot.ts'

export interface Status extends Snapshot {
  readonly project: string
  readonly environment: string
  readonly account: string
  readonly region: string
  /** ISO 8601. */
  readonly at: string
  /** What is wrong, and what to type next; [] when all is well. */
  readonly troubles: readonly Trouble[]
}

/** What is wrong with an environment, and what to do about it. Reads only, in two rounds of calls. */
export async function status(context: Context): Promise<Status> {
  const { scope, clock } = context
  const snapshot = await readSnapshot(context)
  const troubles = diagnose(snapshot, scope.environment)
  const { project, environment, account, region } = scope
  const at = new Date(clock.now()).toISOString()
  return { project, environment, account, region, at, ...snapshot, troubles }
}
