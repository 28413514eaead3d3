import { type About, defineCheck, type Finding } from '../check.ts'
import type { Identity } from '../readers/identity.ts'
import { lasting } from '../telling.ts'

/** Seconds; the environment's lock is a lease of 45. */
const tolerated = 45

/** Whether these are credentials to work with, on a machine whose clock is right. */
export const identity = defineCheck({
  name: 'identity',
  title: 'Credentials and clock are in order',
  area: 'account',
  needs: ['identity'],
  examine: ({ identity }, about) => ({
    looked: identity.caller,
    findings: [...asRoot(identity), ...elsewhere(identity, about), ...late(identity)],
  }),
})

function asRoot({ caller }: Identity): Finding[] {
  if (!caller.endsWith(':root')) return []
  return [
    {
      level: 'warning',
      message: 'These are the credentials of the account’s root user, whom nothing can hold back.',
      evidence: [caller],
      next: 'make a role for deployments, and sign in as that role',
    },
  ]
}

function elsewhere({ account, caller }: Identity, { scope }: About): Finding[] {
  if (account === scope.account) return []
  const message = `These credentials belong to account ${account}, and the environment to ${scope.account}.`
  return [{ level: 'problem', message, evidence: [caller], next: 'choose other credentials with --profile' }]
}

function late({ ahead }: Identity): Finding[] {
  if (Math.abs(ahead) <= tolerated * 1000) return []
  const way = ahead > 0 ? 'behind' : 'ahead of'
  return [
    {
      level: 'warning',
      message: `This machine's clock is ${lasting(Math.abs(ahead))} ${way} AWS's.`,
      evidence: ['Locks and ages are told by it, and AWS refuses what seems signed more than 5 minutes ago.'],
      next: 'set the clock: timedatectl set-ntp true, or the settings of the system',
    },
  ]
}
