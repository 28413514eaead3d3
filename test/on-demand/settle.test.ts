import { expect, test } from 'vitest'
import { notesAwake } from '../../src/lib/on-demand/settle.ts'

const now = Date.UTC(2026, 10, 21, 12)
const seconds = 1000
const breakdown = { capacity: 20, image: 8, container: 2 }
const wake = { at: now - 40 * seconds, until: now, by: 'visit' }

test('what has started tells where its seconds went', () => {
  const started = { breakdown, startedAt: now - 4 * seconds }
  expect(notesAwake(started, { version: 1, wake: { ...wake, databases: 300 } }, now)).toEqual({
    version: 1,
    wake: { ...wake, databases: 300 },
    awakeSince: now,
    lastStart: { databases: 300, ...breakdown, health: 4, at: now },
  })
})

test('what a visitor kept from being stopped did not start, and is left alone as if it had', () => {
  const lastStart = { ...breakdown, health: 4, at: now - 3600 * seconds }
  const notes = { version: 1, wake, awakeSince: now - 3600 * seconds, lastStart } as const
  expect(notesAwake({ breakdown, startedAt: now - 3604 * seconds }, notes, now)).toEqual({
    ...notes,
    awakeSince: now,
  })
})

test('a task that took the place of another did start', () => {
  const notes = { version: 1, awakeSince: now - 3600 * seconds } as const
  expect(notesAwake({ breakdown, startedAt: now - seconds }, notes, now)).toMatchObject({
    lastStart: { health: 1 },
  })
})

test('of what is not known nothing is told', () => {
  expect(notesAwake({ breakdown: undefined, startedAt: undefined }, { version: 1 }, now)).toEqual({
    version: 1,
    awakeSince: now,
  })
})
