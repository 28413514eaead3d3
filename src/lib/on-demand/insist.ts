import { setTimeout } from 'node:timers/promises'

/** With the longest waits that is some six seconds: a visitor waits, and thirty writers at once get their turn. */
const mostAttempts = 14
const firstWait = 20
const longestWait = 1000

/**
 * Tries a conditional write until it is nobody else's turn: what it is made of is read anew each time, after a random
 * wait that grows, so that many who collided do not collide again.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 * @param attempt undefined where somebody else wrote first
 * @returns undefined where that was so every time
 */
export async function insist<T>(attempt: () => Promise<T | undefined>): Promise<T | undefined> {
  for (let tries = 0; tries < mostAttempts; tries++) {
    if (tries > 0) await setTimeout(Math.random() * Math.min(longestWait, firstWait * 2 ** tries))
    const result = await attempt()
    if (result !== undefined) return result
  }
  return undefined
}
