import { expect, test } from 'vitest'
import { minute, openConnections } from '../../../src/lib/on-demand/cloud/connections.ts'

const now = Date.UTC(2026, 0, 1, 12, 0, 30)
const current = Date.UTC(2026, 0, 1, 12, 0)

/** Sums by how many minutes ago. */
function ago(sums: Readonly<Record<number, number>>): Map<number, number> {
  return new Map(Object.entries(sums).map(([minutes, sum]) => [current - Number(minutes) * minute, sum]))
}

const cases: readonly [what: string, connections: object, requests: object, open: number][] = [
  ['nobody', {}, {}, 0],
  ['one that lasts, seen from both of its ends', { 7: 2, 6: 2, 5: 2, 4: 2, 3: 2, 2: 2, 1: 2 }, {}, 1],
  ['one that lasts beside passing ones', { 7: 3, 6: 2, 5: 9, 4: 2, 3: 4, 2: 2 }, {}, 1],
  ['the last minutes not told yet', { 7: 4, 6: 4, 5: 4, 4: 4, 3: 4 }, {}, 2],
  ['robots that come and go', { 7: 1, 6: 3, 4: 1, 3: 2, 1: 2 }, {}, 0],
  ['robots at the very moment', { 1: 2, 0: 1 }, {}, 0],
  ['one that was just opened by a request', { 2: 2, 1: 2 }, { 2: 1 }, 1],
  ['one that was opened by a request some minutes ago', { 5: 2, 4: 2, 3: 2, 2: 2, 1: 2 }, { 5: 1 }, 1],
  ['one that was closed again', { 5: 2, 4: 2 }, { 5: 1 }, 0],
  ['one that closed after it lasted', { 9: 2, 8: 2, 7: 2, 6: 2, 5: 2 }, {}, 0],
]

test.each(cases)('%s', (_what, connections, requests, open) => {
  expect(openConnections(ago({ ...connections }), ago({ ...requests }), now)).toBe(open)
})

test('whenever one is opened that lasts, no minute after it finds none', () => {
  for (let age = 0; age < 40; age++) {
    const minutes = Array.from({ length: age + 1 }, (_, index) => [index, 2])
    // CloudWatch may be two minutes late with everything.
    for (const late of [0, 1, 2]) {
      if (age < late) continue
      const told = Object.fromEntries(minutes.filter(([at]) => at! >= late))
      const opened = { [age]: 1 }
      expect([age, late, openConnections(ago(told), ago(opened), now)]).toEqual([age, late, 1])
    }
  }
})
