import type { ReleaseRecord } from '../../../releases/record.ts'
import { defineCheck, type Finding } from '../check.ts'
import { lasting } from '../telling.ts'

/** Whether the last release came to a good end. */
export const lastRelease = defineCheck({
  name: 'last-release',
  title: 'The last release succeeded',
  area: 'release',
  needs: ['ledger'],
  examine({ ledger: { releases, lock } }, { scope, now }) {
    const [last] = releases
    if (!last) return { skipped: 'nothing was released yet' }
    const age = lasting(now - Date.parse(last.startedAt))
    const looked = `release ${last.number}, ${last.outcome}, ${age} ago`
    return { looked, findings: findingsOf(last, lock !== undefined, scope.environment) }
  },
})

function findingsOf(
  { number, outcome, cause, user }: ReleaseRecord,
  locked: boolean,
  environment: string,
): Finding[] {
  const evidence = [...(cause ? [cause] : []), `by ${user}`]
  switch (outcome) {
    case 'failed': {
      const message = `Release ${number} failed half-way.`
      return [{ level: 'problem', message, evidence, next: `deployctl rollback ${environment}` }]
    }
    case 'rolled-back': {
      const message = `Release ${number} failed and was rolled back; what was before serves.`
      return [{ level: 'warning', message, evidence, next: `deployctl deploy ${environment}` }]
    }
    case 'succeeded':
      return []
    default: {
      if (outcome === 'in-progress' && locked) return []
      const message = `Release ${number} was not finished.`
      return [{ level: 'problem', message, evidence, next: `deployctl deploy ${environment}` }]
    }
  }
}
