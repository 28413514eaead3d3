import { defineCheck, type Finding } from '../check.ts'
import type { QuotaReading } from '../readers/quotas.ts'
import { counted } from '../telling.ts'

/** From this share on it is time to ask for more: that may take AWS days. */
const near = 0.8

/** Whether the account has room for what the manifest needs. */
export const quotas = defineCheck({
  name: 'quotas',
  title: 'The account has room',
  area: 'account',
  needs: ['quotas'],
  examine: ({ quotas }) => ({
    looked: counted(quotas.length, 'quota'),
    findings: quotas.flatMap(findingsOf),
  }),
})

function findingsOf({ what, used, limit, needed, code }: QuotaReading): Finding[] {
  const next = `ask for more, at https://console.aws.amazon.com/servicequotas or by aws service-quotas request-service-quota-increase: ${code}`
  const evidence = [`${used} of ${limit} are used.`]
  if (needed > 0 && used + needed > limit) {
    const message = `A release of all services at once needs ${needed} more ${what}, and ${Math.max(0, limit - used)} are left.`
    return [{ level: 'warning', message, evidence, next }]
  }
  if (used < limit * near) return []
  const message =
    used >= limit ? `The account may have no more ${what}.` : `The account nears its quota of ${what}.`
  return [{ level: 'warning', message, evidence, next }]
}
