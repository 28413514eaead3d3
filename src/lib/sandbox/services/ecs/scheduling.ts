import type { Call } from '../../service.ts'
import { defineTable } from '../../store.ts'
import { timings } from '../../timings.ts'
import { services } from './tables.ts'

/** Lets the scheduler look at a service soon; it looks again by itself until the service is at rest. */
export function wake(call: Call, key: string, afterMs = 1): void {
  const service = call.table(services).get(key)
  if (!service || service.status === 'INACTIVE') return
  if (service.nextTick !== undefined) {
    if (afterMs > 1) return
    call.cancel(service.nextTick)
  }
  const nextTick = call.schedule(afterMs, 'ecs.tick', { key })
  call.table(services).update(key, draft => {
    draft.nextTick = nextTick
  })
}

/** The region's watch, under `next`: the id of its next round. */
const watches = defineTable<string>('ecs.watch')

/** Lets the watch make its rounds while there is something to watch. */
export function watch(call: Call): void {
  if (!call.table(watches).has('next')) {
    call.table(watches).put('next', call.schedule(timings.ecsWatch, 'ecs.watch'))
  }
}

export function endRound(call: Call): void {
  call.table(watches).delete('next')
}
