import { randomBytes, randomUUID } from 'node:crypto'
import { nextOrder, scheduledEvents } from './event-queue.ts'
import type { Call, CallOrigin, Host } from './service.ts'
import type { Table, TableOf, Transaction } from './store.ts'

export type BackgroundWork = (host: Host) => Promise<void>

interface Surroundings {
  readonly transaction: Transaction
  /** Virtual ms since the epoch. */
  readonly now: number
  readonly endpoint: string
  readonly faultsOf: (service: string) => Readonly<Record<string, unknown>>
  readonly runsContainers: boolean
  readonly background: BackgroundWork[]
}

/** What a handler gets to see and do, on behalf of one caller. */
export function makeCall(origin: CallOrigin, surroundings: Surroundings): Call {
  const { transaction, now, endpoint, faultsOf, runsContainers, background } = surroundings
  const { service, account, region } = origin
  const events = tableFor(transaction, scheduledEvents, origin)
  return {
    ...origin,
    now,
    date: new Date(now),
    endpoint,
    faults: faultsOf(service),
    runsContainers,
    table: of => tableFor(transaction, of, origin),
    as: scope => makeCall({ ...origin, ...scope }, surroundings),
    arn: (resource, ofService = service) => `arn:aws:${ofService}:${region}:${account}:${resource}`,
    id: (prefix = '', digits = 17) =>
      prefix +
      randomBytes(Math.ceil(digits / 2))
        .toString('hex')
        .slice(0, digits),
    schedule(afterMs, event, payload = null) {
      // At least a millisecond, so that an event which schedules itself cannot stop time.
      const at = now + Math.max(1, Math.ceil(afterMs))
      const id = randomUUID()
      events.put(id, { at, order: nextOrder(events), service, event, payload, account, region })
      return id
    },
    cancel: scheduled => void events.delete(scheduled),
    afterwards: work => void background.push(work),
  }
}

function tableFor<Value>(
  transaction: Transaction,
  { name, scope }: TableOf<Value>,
  { account, region }: CallOrigin,
): Table<Value> {
  if (scope === 'global') return transaction.table(name)
  return transaction.table(scope === 'account' ? `${account}/${name}` : `${account}/${region}/${name}`)
}
