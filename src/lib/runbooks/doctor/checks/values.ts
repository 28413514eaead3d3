import { defineCheck, type Finding } from '../check.ts'
import type { DeclaredValue, UsedValue, ValueState } from '../readers/values.ts'
import { counted } from '../telling.ts'

/** Whether every secret and parameter that is declared, or that tasks are given, is there and has a value. */
export const values = defineCheck({
  name: 'values',
  title: 'Secrets and parameters have values',
  area: 'values',
  needs: ['values'],
  examine({ values: { declared, used } }, { scope }) {
    const all = [...declared, ...used]
    if (all.length === 0) return { skipped: 'the manifest has no secrets and no parameters' }
    if (all.every(({ state }) => state === 'unreadable')) {
      return { skipped: 'these credentials may not read secrets and parameters' }
    }
    const { environment } = scope
    const findings = [
      ...declared.flatMap(value => undeclared(value, environment)),
      ...used.flatMap(value => unusable(value, environment)),
    ]
    return { looked: `${counted(declared.length, 'declared value')}, ${used.length} in tasks`, findings }
  },
})

const wrong: Readonly<Partial<Record<ValueState, string>>> = {
  missing: 'has no value',
  empty: 'is empty',
  deleted: 'is marked to be deleted',
  'no-key': 'is missing from its secret',
}

function undeclared({ label, state, optional, services }: DeclaredValue, environment: string): Finding[] {
  const what = wrong[state]
  if (!what || (optional && state !== 'deleted')) return []
  const users = services.length > 0 ? `used by ${services.join(', ')}` : 'no service uses it'
  // Where nobody uses it nothing breaks.
  const level = services.length > 0 ? 'problem' : 'warning'
  const next = `deployctl secrets put ${environment} ${label}`
  return [{ level, message: `${label} ${what}.`, evidence: [users], next }]
}

/** What a deployed task definition names may be gone though the manifest's own value is well: made anew, it has another ARN. */
function unusable({ service, variable, from, state }: UsedValue, environment: string): Finding[] {
  const what = wrong[state]
  if (!what || state === 'empty') return []
  return [
    {
      level: 'problem',
      message: `${variable} of ${service} ${what}: its next task cannot start.`,
      evidence: [`the task definition names ${from}`],
      next: `deployctl secrets list ${environment}, then deployctl deploy ${environment} ${service}`,
    },
  ]
}
