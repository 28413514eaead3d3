import type { Ci } from '../../runbooks/ci.ts'
import type { Theme } from '../format.ts'

export type WorkflowResult = Ci & {
  readonly outcome: 'written' | 'unchanged' | 'printed' | 'would-write' | 'would-replace'
}

const outcomes = {
  written: 'Wrote',
  unchanged: 'Nothing to change in',
  'would-write': 'Would write',
  'would-replace': 'Would write over',
} as const

export function presentWorkflow(
  { outcome, text, file, jobs, notes }: WorkflowResult,
  theme: Theme,
): string[] {
  if (outcome === 'printed') return [text.trimEnd()]
  return [
    `${theme.good('✔')} ${outcomes[outcome]} ${file}: ${jobs.join(', ')}.`,
    '',
    ...notes.map(note => `  • ${note}`),
  ]
}
