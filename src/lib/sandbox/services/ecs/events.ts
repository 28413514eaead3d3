import type { Call } from '../../service.ts'
import { services } from './tables.ts'

const kept = 100

/** Writes a service event; ECS keeps the last hundred. */
export function tell(call: Call, key: string, text: string): void {
  call.table(services).update(key, draft => {
    const message = `(service ${draft.name}) ${text}`
    draft.events = [{ id: crypto.randomUUID(), createdAt: call.date, message }, ...draft.events].slice(
      0,
      kept,
    )
  })
}

/** Writes an event that stays true for a while only once in five minutes. */
export function tellSometimes(call: Call, key: string, text: string): void {
  const recently = call.now - 5 * 60_000
  const events = call.table(services).get(key)?.events ?? []
  const said = events.some(event => event.message?.endsWith(text) && event.createdAt!.getTime() > recently)
  if (!said) tell(call, key, text)
}
