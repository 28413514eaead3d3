import { setTimeout } from 'node:timers/promises'

/** Looks every tenth of a second, for half a minute at most. */
export async function until(holds: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await holds()) return
    await setTimeout(100)
  }
  throw new Error(`still not so after 30 s: ${holds}`)
}
