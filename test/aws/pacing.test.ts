import { describe, expect, it } from 'vitest'
import { pacer } from '../../src/lib/aws/pacing.ts'
import { pages } from '../../src/lib/aws/pages.ts'
import { until } from '../../src/lib/aws/until.ts'
import { fakeClock } from './fake-clock.ts'

describe('pacer', () => {
  it('lets a burst through, and the rest at the rate', async () => {
    const clock = fakeClock()
    const pace = pacer({ Register: { burst: 3, perSecond: 2 } }, clock)
    for (let call = 0; call < 5; call++) await pace('Register')
    expect(clock.slept).toEqual([500, 500])
  })

  it('gives each of many calls at once its own place in the queue', async () => {
    const waits: number[] = []
    const pace = pacer(
      { Register: { burst: 2, perSecond: 1 } },
      { now: () => 0, sleep: async ms => void waits.push(ms) },
    )
    await Promise.all(Array.from({ length: 5 }, () => pace('Register')))
    expect(waits).toEqual([1000, 2000, 3000])
  })

  it('holds back nothing else', async () => {
    const clock = fakeClock()
    const pace = pacer<'Register' | 'Describe'>({ Register: { burst: 1, perSecond: 1 } }, clock)
    for (let call = 0; call < 50; call++) await pace('Describe')
    expect(clock.slept).toEqual([])
  })
})

describe('until', () => {
  it('asks more and more seldom, and returns the answer', async () => {
    const clock = fakeClock()
    let asked = 0
    const answer = await until({ clock, what: 'it', within: 600 }, async () =>
      ++asked > 60 ? asked : undefined,
    )
    expect(answer).toBe(61)
    expect([clock.slept[0], clock.slept.at(-1)]).toEqual([1000, 5000])
    expect(clock.slept).toEqual(clock.slept.toSorted((a, b) => a - b))
  })

  it('gives up at the deadline, saying what it waited for', async () => {
    const asking = until(
      { clock: fakeClock(), what: 'the zone to be delegated', within: 30 },
      async () => undefined,
    )
    await expect(asking).rejects.toMatchObject({
      code: 'run.deadline',
      message: expect.stringContaining('the zone to be delegated'),
    })
  })
})

describe('pages', () => {
  it.each([
    [{ NextToken: 'b' }, { NextToken: 'b' }],
    [{ nextToken: 'b' }, { nextToken: 'b' }],
    [{ NextMarker: 'b' }, { Marker: 'b' }],
    [{ IsTruncated: true, Marker: 'b' }, { Marker: 'b' }],
  ])('goes on from %j with %j', async (given, sent) => {
    const asked: object[] = []
    const call = async (input: object): Promise<{ items: number[] }> => {
      asked.push(input)
      return asked.length === 1 ? { items: [1, 2], ...given } : { items: [3] }
    }
    expect(await pages(call, { MaxItems: 2 }, page => page.items)).toEqual([1, 2, 3])
    expect(asked).toEqual([{ MaxItems: 2 }, { MaxItems: 2, ...sent }])
  })

  it('stops where the last page echoes its marker', async () => {
    let asked = 0
    const call = async (_input: object) => ({ IsTruncated: false, Marker: 'x', items: [++asked] })
    expect(await pages(call, {}, page => page.items)).toEqual([1])
  })
})
