import type { Notes } from '../../on-demand/cloud/notes.ts'
import type { Leads } from '../../on-demand/door/index.ts'
import type { Decision } from '../../on-demand/idler/decide.ts'
import { openLedger } from '../../releases/ledger.ts'
import type { Context } from '../context.ts'
import type { ServiceSnapshot } from '../live/services.ts'
import { whereDoorLeads } from '../on-demand/door.ts'
import { readNotes } from '../on-demand/notes.ts'
import { type ColdStart, coldStart } from '../on-demand/start.ts'

/** What is to be said of an environment that sleeps on demand. Times are ISO 8601. */
export interface OnDemandStatus {
  readonly state: 'awake' | 'asleep' | 'starting' | 'stopping' | 'failed'
  /** Whom visitors meet. */
  readonly door: Leads | 'missing'
  readonly awakeSince?: string
  readonly hold?: { readonly until: string; readonly by: string }
  readonly lastDecision?: Pick<Decision, 'action' | 'reason'> & { readonly at: string }
  readonly lastStart?: ColdStart & { readonly at: string }
  /** Of the wake that is under way, or was the last one. */
  readonly failure?: { readonly at: string; readonly reason: string }
}

type Standing = Pick<ServiceSnapshot, 'desired' | 'running' | 'pending'> | undefined

/** Of an environment that sleeps on demand. */
export async function readOnDemand(
  context: Context,
  services: Promise<ReadonlyMap<string, ServiceSnapshot>>,
): Promise<OnDemandStatus> {
  const { manifest, scope, ports, clock } = context
  const { service } = manifest.onDemand!
  const [notes, door, live] = await Promise.all([
    readNotes(openLedger(scope, ports.s3)),
    whereDoorLeads(context),
    services,
  ])
  return onDemandStatus(notes, {
    door,
    live: live.get(service),
    manifest,
    now: clock.now(),
  })
}

interface Around {
  readonly door: Leads | undefined
  readonly live: Standing
  readonly manifest: Parameters<typeof coldStart>[1]
  readonly now: number
}

/** Pure. */
export function onDemandStatus(
  notes: Notes,
  { door = undefined, live, manifest, now }: Around,
): OnDemandStatus {
  const { awakeSince, heldUntil, heldBy = '', lastDecision, lastStart, lastFailure } = notes
  const isHeld = heldUntil !== undefined && heldUntil > now
  const state = stateOf(notes, live, door)
  return {
    state,
    door: door ?? 'missing',
    ...(state === 'awake' && awakeSince !== undefined && { awakeSince: iso(awakeSince) }),
    ...(isHeld && { hold: { until: iso(heldUntil), by: heldBy } }),
    ...(lastDecision && {
      lastDecision: { action: lastDecision.action, reason: lastDecision.reason, at: iso(lastDecision.at) },
    }),
    ...(lastStart && { lastStart: { ...coldStart(lastStart, manifest), at: iso(lastStart.at) } }),
    ...(isFailed(notes) && { failure: { at: iso(lastFailure!.at), reason: lastFailure!.reason } }),
  }
}

function stateOf(notes: Notes, live: Standing, door: Leads | undefined): OnDemandStatus['state'] {
  const { desired, running, pending } = live ?? { desired: 0, running: 0, pending: 0 }
  if (desired === 0 && running + pending > 0) return 'stopping'
  if (desired === 0) return notes.wake?.awaitsDatabases ? 'starting' : 'asleep'
  if (running > 0 && door === 'service') return 'awake'
  return isFailed(notes) ? 'failed' : 'starting'
}

/** The failure is that of the last wake, and it has not been seen well since. */
function isFailed({ lastFailure, wake, awakeSince = 0 }: Notes): boolean {
  return lastFailure !== undefined && lastFailure.wake === (wake?.at ?? 0) && awakeSince < lastFailure.at
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
