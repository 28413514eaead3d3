import type { RestoreAnswer, RestoreIntent } from '../../runbooks/restore/request.ts'
import type { Theme } from '../format.ts'
import {
  presentBackups,
  presentRemoval,
  presentRemovalPreview,
  presentRestore,
  presentRestorePreview,
  presentSwitch,
  presentSwitchPreview,
} from './restore.ts'

/** Whatever `restore` was asked for. */
export function presentRestoreAnswer(answer: RestoreAnswer, theme: Theme): string[] {
  if ('snapshots' in answer) return presentBackups(answer, theme)
  if ('remove' in answer)
    return 'outcome' in answer ? presentRemoval(answer, theme) : presentRemovalPreview(answer, theme)
  if ('to' in answer)
    return 'outcome' in answer ? presentSwitch(answer, theme) : presentSwitchPreview(answer, theme)
  return 'outcome' in answer ? presentRestore(answer, theme) : presentRestorePreview(answer)
}

export interface Question {
  readonly text: string
  /** What has to be typed; where absent, a yes is enough. */
  readonly typed?: string
}

/** What is asked before it is done; undefined where nothing that runs or holds data would change. */
export function restoreQuestion(intent: RestoreIntent, isProtected: boolean): Question | undefined {
  const { environment, database } = intent
  const byName = isProtected && { typed: environment }
  if ('remove' in intent) return { text: `Delete ${intent.remove}?`, typed: intent.remove }
  if ('to' in intent) return { text: `Switch ${database} to ${intent.to}?`, ...byName }
  return byName ? { text: `Make it in ${environment}?`, ...byName } : undefined
}
