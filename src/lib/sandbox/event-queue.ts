import { defineTable, type Table } from './store.ts'

/** Something that will happen at a virtual moment. */
export interface ScheduledEvent {
  /** Virtual ms since the epoch. */
  readonly at: number
  /** Order among events of one moment: the order in which they were scheduled. */
  readonly order: number
  readonly service: string
  readonly event: string
  readonly payload: unknown
  readonly account: string
  readonly region: string
}

/** By event id. Part of the state, so that a restart loses none. */
export const scheduledEvents = defineTable<ScheduledEvent>('sandbox.events', 'global')

/** The earliest event and its id. */
export function nextEvent(events: Table<ScheduledEvent>): [id: string, event: ScheduledEvent] | undefined {
  let next: [string, ScheduledEvent] | undefined
  for (const entry of events.entries()) if (!next || isBefore(entry[1], next[1])) next = entry
  return next
}

/** An order number behind all those in the queue. */
export function nextOrder(events: Table<ScheduledEvent>): number {
  return events.values().reduce((highest, { order }) => Math.max(highest, order), 0) + 1
}

function isBefore(a: ScheduledEvent, b: ScheduledEvent): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
