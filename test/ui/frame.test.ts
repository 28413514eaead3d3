import { describe, expect, it } from 'vitest'
import type { Event } from '../../src/lib/events/index.ts'
import { frame } from '../../src/lib/ui/frame.ts'
import { advance, noProgress } from '../../src/lib/ui/progress.ts'

const size = { columns: 100, rows: 40, turn: 0 }

function drawn(events: readonly Event[], options = size): string[] {
  return frame(events.reduce(advance, noProgress), options).split('\n')
}

const started: Event = {
  type: 'run.started',
  command: 'deploy',
  environment: 'prod',
  project: 'sipai',
  region: 'us-east-1',
  title: '3f2c1ab "Add retry"',
}

describe('the live screen', () => {
  it('draws a deploy in progress', () => {
    const events: Event[] = [
      started,
      { type: 'step.started', step: 'preflight' },
      { type: 'step.finished', step: 'preflight', detail: '14 checks', seconds: 0.9 },
      { type: 'step.started', step: 'roll out' },
      { type: 'rollout.started', service: 'api', deployment: 'd-1', desired: 2 },
      { type: 'rollout.finished', service: 'api', outcome: 'succeeded', detail: '2/2 healthy', seconds: 72 },
      {
        type: 'rollout.progress',
        service: 'realtime',
        running: 2,
        healthy: 1,
        desired: 2,
        detail: 'waiting for target health',
      },
    ]
    expect(drawn(events)).toEqual([
      'deploy prod · 3f2c1ab "Add retry" · sipai · us-east-1',
      '',
      ' ✔ preflight            14 checks  0.9s',
      ' ◐ roll out',
      '   ✔ api                succeeded  2/2 healthy  1m 12s',
      '   ◐ realtime           1/2 healthy  waiting for target health ▓▓▓▓▓░░░░░',
    ])
  })

  it('folds a finished step, but keeps what failed in it', () => {
    const resource = { kind: 'vpc', id: 'main', name: 'main', action: 'create' } as const
    const events: Event[] = [
      { type: 'step.started', step: 'ground' },
      { type: 'resource.finished', ...resource, seconds: 2 },
      { type: 'resource.failed', ...resource, kind: 'subnet', message: 'no room' },
      { type: 'step.finished', step: 'ground', seconds: 3 },
    ]
    expect(drawn(events)).toEqual([' ✔ ground                 3.0s', '   ✖ subnet main        no room'])
  })

  it('does not let a step of bad news look like a success', () => {
    const events: Event[] = [
      { type: 'step.started', step: 'roll out' },
      { type: 'rollout.finished', service: 'api', outcome: 'rolled-back', seconds: 72 },
      { type: 'step.failed', step: 'roll out', detail: 'api rolled-back', seconds: 73 },
    ]
    expect(drawn(events)).toEqual([
      ' ✖ roll out             api rolled-back  1m 13s',
      '   ✖ api                rolled-back  1m 12s',
    ])
  })

  it('never outgrows the terminal', () => {
    const events: Event[] = [
      { type: 'step.started', step: 'ground' },
      ...Array.from(
        { length: 30 },
        (_, index): Event => ({
          type: 'resource.started',
          kind: 'subnet',
          id: `s-${index}`,
          name: 'x'.repeat(200),
          action: 'create',
        }),
      ),
    ]
    const lines = drawn(events, { columns: 30, rows: 12, turn: 1 })
    expect(lines.length).toBeLessThan(12)
    expect(Math.max(...lines.map(line => line.length))).toBeLessThan(30)
    expect(lines[0]).toBe(' … 21 lines above')
    expect(lines.at(-1)).toContain('s-29')
  })

  it('shows warnings below', () => {
    expect(drawn([started, { type: 'warning', message: 'the zone is not delegated' }]).at(-1)).toBe(
      ' ! the zone is not delegated',
    )
  })
})
