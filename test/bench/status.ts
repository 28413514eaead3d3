import type { CallRecord } from '../../src/lib/sandbox/calls.ts'
import { duration, type Line } from './report.ts'
import { Stage } from './stage.ts'
import { bareNode, medians } from './timing.ts'

const rounds = 11
const mostMs = 300
const mostRounds = 2
/** Longer than a command takes to ask all that it can ask at once, also on a busy machine. */
const latencyMs = 600

/** How long the one screen takes that answers what is wrong, and how often it has to ask again. */
export async function status(): Promise<Line[]> {
  await using stage = await Stage.open({ speed: 200 })
  await stage.release()
  const { bare, ours } = await medians(rounds, {
    bare: async () => (await bareNode()).ms,
    ours: async () => (await stage.deployctl('status prod')).ms,
  })
  const describes = await describeRounds(stage)
  return [
    {
      what: '`status` of eight services',
      measured: duration(ours),
      beside: `\`node -e 0\` ${duration(bare)}`,
      ratio: `+ ${duration(ours - bare)}`,
      wanted: `≤ + ${mostMs} ms`,
      met: ours - bare <= mostMs,
    },
    {
      what: 'its rounds of describe calls',
      measured: `${describes}`,
      beside: '',
      ratio: '',
      wanted: `≤ ${mostRounds}`,
      met: describes <= mostRounds,
    },
  ]
}

/** With answers that take long, calls that wait for one another are those that do not overlap. */
async function describeRounds(stage: Stage): Promise<number> {
  await stage.reopen({ speed: 200, latencyMs })
  await stage.deployctl('status prod')
  const describes = stage.sandbox.calls.records.filter(({ operation }) => operation.startsWith('Describe'))
  return inTurn(describes)
}

/** The most calls of which each began after the one before had its answer. */
function inTurn(calls: readonly CallRecord[]): number {
  let count = 0
  let free = 0
  for (const { realAt, tookMs = 0 } of calls.toSorted((a, b) => endOf(a) - endOf(b))) {
    if (realAt < free) continue
    count += 1
    free = realAt + tookMs
  }
  return count
}

function endOf({ realAt, tookMs = 0 }: CallRecord): number {
  return realAt + tookMs
}
