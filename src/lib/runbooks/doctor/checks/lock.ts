import { expired, type LockDocument } from '../../../releases/lock.ts'
import { type About, defineCheck, type Finding } from '../check.ts'
import { lasting } from '../telling.ts'

/** Minutes; the longest run waits for connections to drain. */
const long = 60

/** Whether a lock keeps others out without need. */
export const lock = defineCheck({
  name: 'lock',
  title: 'Nobody holds the lock for long',
  area: 'release',
  needs: ['ledger'],
  examine: ({ ledger }, about) => ({
    looked: ledger.lock ? 'the lock of the environment' : 'nobody holds it',
    findings: ledger.lock ? findingsOf(ledger.lock, about) : [],
  }),
})

function findingsOf(held: LockDocument, { scope, now }: About): Finding[] {
  const { user, host, command, since, renewed } = held
  const evidence = [`${user}@${host}: deployctl ${command}, since ${new Date(since).toISOString()}`]
  const next = `deployctl unlock ${scope.environment}`
  if (expired(held, now)) {
    const message = `The owner of the lock was not heard of for ${lasting(now - renewed)}; the next run takes it over.`
    return [{ level: 'warning', message, evidence, next }]
  }
  if (now - since < long * 60_000) return []
  return [
    {
      level: 'warning',
      message: `The lock is held for ${lasting(now - since)}.`,
      evidence,
      next: `deployctl status ${scope.environment}`,
    },
  ]
}
