import path from 'node:path'
import installWitnesses from '../global-setup.ts'
import { duration, type Line, times } from './report.ts'
import { Stage, services } from './stage.ts'
import { type Ended, medians, run } from './timing.ts'

const rounds = 5
const least = 15
const loop = path.join(import.meta.dirname, 'rollback-all-services.sh')

/** From the decision to roll back until AWS has accepted it for every service, beside the loop of a runbook. */
export async function rollback(): Promise<Line[]> {
  installWitnesses()
  await using stage = await Stage.open({ speed: 200 })
  await stage.release()
  const { ours, theirs } = await medians(rounds, {
    theirs: () =>
      untilAccepted(stage, () => run('bash', [loop], { env: { ...stage.env, CLUSTER: 'shop-prod' } })),
    // Back to where the loop found it, so that the next round is the same again.
    ours: () => untilAccepted(stage, () => stage.deployctl('rollback prod 2')),
  })
  return [
    {
      what: '`rollback` of eight services, to the last accepted UpdateService',
      measured: duration(ours),
      beside: `shell loop ${duration(theirs)}`,
      ratio: times(theirs / ours),
      wanted: `≥ ${least} ×`,
      met: theirs / ours >= least,
    },
  ]
}

async function untilAccepted({ sandbox }: Stage, work: () => Promise<Ended>): Promise<number> {
  sandbox.calls.clear()
  const { startedAt } = await work()
  const accepted = sandbox.calls.records.filter(
    ({ operation, outcome }) => operation === 'UpdateService' && outcome === 'ok',
  )
  if (accepted.length !== services.length) throw new Error(`${accepted.length} services were updated.`)
  // What was begun ends before anything else is measured.
  await sandbox.advance(30 * 60_000)
  return Math.max(...accepted.map(({ realAt, tookMs = 0 }) => realAt + tookMs)) - startedAt
}
