import { DeployctlError } from '../../errors/index.ts'
import { openLedger } from '../../releases/ledger.ts'
import type { Context } from '../context.ts'
import { changeNotes } from './notes.ts'

export interface HoldResult {
  readonly outcome: 'held' | 'released'
  /** ISO 8601; absent where nothing is held. */
  readonly until?: string
  readonly by?: string
}

/**
 * Keeps what sleeps on demand from being stopped for so long, or no longer. Wakes nothing.
 * @param milliseconds undefined releases
 * @throws DeployctlError `on-demand.absent`, `ledger.missing`
 */
export async function hold(
  { manifest, scope, ports, clock, caller }: Context,
  milliseconds: number | undefined,
): Promise<HoldResult> {
  if (!manifest.onDemand)
    throw new DeployctlError('on-demand.absent', {
      message: `Nothing of ${scope.environment} sleeps on demand, so that there is nothing to hold awake.`,
    })
  const ledger = openLedger(scope, ports.s3)
  const by = `${caller.user}@${caller.host}`
  const heldUntil = milliseconds === undefined ? undefined : clock.now() + milliseconds
  await changeNotes(ledger, ({ heldUntil: _, heldBy: __, ...notes }) =>
    heldUntil === undefined ? notes : { ...notes, heldUntil, heldBy: by },
  )
  if (heldUntil === undefined) return { outcome: 'released' }
  return { outcome: 'held', until: new Date(heldUntil).toISOString(), by }
}
