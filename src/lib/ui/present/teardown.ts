import type { TeardownInventory, TeardownResult } from '../../runbooks/teardown.ts'
import { counted, seconds, type Theme } from '../format.ts'
import { presentItems } from './plan.ts'

/** What a teardown is about to do, before it asks. */
export function presentInventory({ remove, keep }: TeardownInventory, theme: Theme): string[] {
  return [
    theme.bold(`${counted(remove.length, 'resource')} to remove:`),
    ...presentItems(remove, theme),
    ...(keep.length > 0
      ? [
          '',
          theme.bold(
            `${counted(keep.length, 'resource')} to keep (what holds data goes where --delete-data names it):`,
          ),
          ...presentItems(keep, theme),
        ]
      : []),
    '',
  ]
}

export function presentTeardown(
  { environment, remove, keep, snapshots, proof, seconds: took }: TeardownResult,
  theme: Theme,
): string[] {
  return [
    `${theme.good('✔')} ${environment} is gone: ${counted(remove.length, 'resource')} removed in ${seconds(took)}.`,
    `  Proof: ${proofText(proof)}.`,
    ...(proof.tagged && proof.tagged.length > keep.length ? lagging(proof.tagged, theme) : []),
    ...(snapshots.length > 0
      ? [`  Snapshots that stay until somebody deletes them: ${snapshots.join(', ')}`]
      : []),
    ...proof.vanished.map(arn => theme.warn(`  Gone meanwhile, by somebody else: ${arn}`)),
    ...(keep.length > 0
      ? ['', theme.bold('Kept, for a later bootstrap to find:'), ...presentItems(keep, theme)]
      : []),
  ]
}

/** AWS lists some of what is gone for an hour; saying so beats a number that does not add up. */
function lagging(tagged: readonly string[], theme: Theme): string[] {
  return [
    theme.dim('  AWS’s index of tags lags, and still lists:'),
    ...tagged.map(arn => theme.dim(`    ${arn}`)),
  ]
}

function proofText({ standing, untouched }: TeardownResult['proof']): string {
  const own = standing === 0 ? 'nothing of it stands' : `${counted(standing, 'resource')} kept`
  return untouched === 0 ? own : `${own}; ${counted(untouched, 'resource')} of others untouched`
}
