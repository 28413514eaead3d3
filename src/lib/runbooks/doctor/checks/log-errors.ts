import { defineCheck } from '../check.ts'
import { loggedWithin } from '../readers/log-errors.ts'
import { counted } from '../telling.ts'

/** Longer lines are cut: what matters stands at their beginning. */
const widest = 240

/** Whether the services logged what reads like an error. */
export const logErrors = defineCheck({
  name: 'log-errors',
  title: 'The logs hold no errors',
  area: 'tasks',
  needs: ['logErrors'],
  examine({ logErrors }, { scope }) {
    if (logErrors.size === 0) return { skipped: 'the manifest has no services' }
    const findings = [...logErrors].flatMap(([service, { count, more, newest }]) => {
      if (count === 0) return []
      const lines = more ? `${count} lines or more` : counted(count, 'line')
      return [
        {
          level: 'warning' as const,
          message: `${service} logged ${lines} that read like errors.`,
          evidence: newest.map(({ at, message }) => `${at} ${shortened(message)}`),
          next: `deployctl logs ${scope.environment} ${service} --since ${loggedWithin}m`,
        },
      ]
    })
    return { looked: `${counted(logErrors.size, 'log group')}, the last ${loggedWithin} minutes`, findings }
  },
})

function shortened(message: string): string {
  const [line = ''] = message.split('\n')
  return line.length > widest ? `${line.slice(0, widest)}…` : line
}
