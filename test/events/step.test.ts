import { describe, expect, it } from 'vitest'
import { type Event, step, type Told } from '../../src/lib/events/index.ts'
import { fakeClock } from '../aws/fake-clock.ts'

async function told(work: () => Promise<number>, describe?: (result: number) => Told): Promise<Event[]> {
  const clock = fakeClock()
  const events: Event[] = []
  const slow = async () => {
    await clock.sleep(1500)
    return work()
  }
  await step({ emit: event => void events.push(event), clock }, 'count', slow, describe).catch(() => {})
  return events
}

describe('a step', () => {
  it('tells what came of it', async () => {
    expect(
      await told(
        async () => 3,
        count => `${count} counted`,
      ),
    ).toEqual([
      { type: 'step.started', step: 'count' },
      { type: 'step.finished', step: 'count', detail: '3 counted', seconds: 1.5 },
    ])
  })

  it('tells bad news as such, and goes on', async () => {
    expect(
      (
        await told(
          async () => 0,
          () => ({ failed: 'none counted' }),
        )
      )[1],
    ).toEqual({
      type: 'step.failed',
      step: 'count',
      detail: 'none counted',
      seconds: 1.5,
    })
  })

  it('tells an error, and throws it', async () => {
    const failing = async () => {
      throw new TypeError('no numbers')
    }
    expect((await told(failing))[1]).toEqual({
      type: 'step.failed',
      step: 'count',
      error: 'no numbers',
      seconds: 1.5,
    })
    await expect(step({ emit: () => {}, clock: fakeClock() }, 'count', failing)).rejects.toThrow('no numbers')
  })
})
