import type { core } from 'zod'
import { nearestName } from '../nearest-name.ts'

type Issue = core.$ZodIssue

/** Larger than any number of lesser faults. */
const wrongKind = 1000

/**
 * Of the alternatives of a union, the issues of the one that was meant: the one with the least wrong.
 * Undefined where the value is of another kind than any of them.
 */
export function meantAlternative(
  alternatives: readonly Issue[][],
  knownKeys: readonly string[],
): Issue[] | undefined {
  const ranked = alternatives
    .map(issues => ({ issues, faults: issues.reduce((sum, issue) => sum + faults(issue, knownKeys), 0) }))
    .sort((a, b) => a.faults - b.faults)
  const [best] = ranked
  return best && best.faults < wrongKind ? best.issues : undefined
}

/** A slip in a known key or a value counts less than a key or a kind that does not belong there. */
function faults(issue: Issue, knownKeys: readonly string[]): number {
  if (isWrongKind(issue)) return issue.path.length === 0 ? wrongKind : 2
  if (issue.code !== 'unrecognized_keys') return 1
  return issue.keys.reduce((sum, key) => sum + (nearestName(key, knownKeys) ? 1 : 3), 0)
}

/** Whether a value is of another kind, such as a list where there must be one word of several. */
export function isWrongKind(issue: Issue): boolean {
  if (issue.code === 'invalid_type') return true
  return issue.code === 'invalid_value' && (issue.input === null || typeof issue.input === 'object')
}
