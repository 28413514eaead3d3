import { describe, expect, test } from 'vitest'
import { type Activity, settled, unitsAt } from '../../../src/lib/sandbox/services/rds/clusters/activity.ts'
import { timings } from '../../../src/lib/sandbox/timings.ts'

const scaling = { min: 0, max: 4, pauseAfter: 300 }
const pause = 300_000
const facts = { now: 1_000_000, serves: true, isConnected: false, scaling }
const awake = [{ at: 0, units: 0.5 }]
const asleep = [...awake, { at: 900_000, units: 0 }]

describe('what a cluster computes', () => {
  test('is nothing while no member serves, and begins with one', () => {
    expect(settled({ changes: [] }, { ...facts, serves: false })).toEqual({ activity: { changes: [] } })
    expect(settled({ changes: awake, idleSince: 5 }, { ...facts, serves: false })).toEqual({
      activity: { changes: [...awake, { at: 1_000_000, units: null }] },
    })
    expect(settled({ changes: [] }, facts)).toEqual({
      activity: { changes: [{ at: 1_000_000, units: 0.5 }], idleSince: 1_000_000 },
      lookAt: 1_000_000 + pause,
    })
  })

  test('is its least capacity where that is something, whoever is connected', () => {
    const fixed = { ...facts, scaling: { min: 2, max: 4 } }
    expect(settled({ changes: awake }, fixed).activity.changes).toEqual([
      ...awake,
      { at: 1_000_000, units: 2 },
    ])
    expect(settled({ changes: asleep }, fixed).activity.changes).toEqual([
      ...asleep,
      { at: 1_000_000, units: 2 },
    ])
  })

  test('stops once nobody has been connected for as long as it waits, and not before', () => {
    const early: Activity = { changes: awake, idleSince: 1_000_000 - pause + 1 }
    expect(settled(early, facts)).toEqual({ activity: early, lookAt: 1_000_001 })
    const due: Activity = { changes: awake, idleSince: 1_000_000 - pause }
    expect(settled(due, facts)).toEqual({
      activity: { changes: [...awake, { at: 1_000_000, units: 0 }], idleSince: 1_000_000 - pause },
    })
    expect(settled(due, { ...facts, isConnected: true })).toEqual({ activity: { changes: awake } })
  })

  test('resumes a while after a connection, even if that does not last', () => {
    const resumesAt = 1_000_000 + timings.databaseResumed
    const waking = { changes: asleep, resumesAt }
    expect(settled({ changes: asleep }, facts)).toEqual({ activity: { changes: asleep } })
    expect(settled({ changes: asleep }, { ...facts, isConnected: true })).toEqual({
      activity: waking,
      lookAt: resumesAt,
    })
    expect(settled(waking, facts).activity).toEqual(waking)
    expect(settled(waking, { ...facts, now: resumesAt })).toEqual({
      activity: { changes: [...asleep, { at: resumesAt, units: 0.5 }], idleSince: resumesAt },
      lookAt: resumesAt + pause,
    })
  })

  test('is known of every moment', () => {
    expect([-1, 0, 899_999, 900_000].map(moment => unitsAt({ changes: asleep }, moment))).toEqual([
      null,
      0.5,
      0.5,
      0,
    ])
  })
})
