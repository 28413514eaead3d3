import type { Call } from '../../service.ts'
import type { TableOf } from '../../store.ts'
import { checkedIdentifier, invalidCombination } from './checks.ts'
import type { CommonSnapshot } from './tables.ts'
import { forgetTags } from './tagging.ts'

/** What is said of a last snapshot. */
export interface Deletion {
  readonly SkipFinalSnapshot?: boolean | undefined
  readonly FinalDBSnapshotIdentifier?: string | undefined
}

/**
 * What the last snapshot of a database is to be called.
 *
 * @param refusal what AWS says where one is named and none is wanted
 * @returns undefined where none is wanted
 * @throws AwsError InvalidParameterCombination where nothing, or too much, is said of it
 */
export function finalSnapshotName(
  { SkipFinalSnapshot = false, FinalDBSnapshotIdentifier: named }: Deletion,
  refusal: string,
): string | undefined {
  if (SkipFinalSnapshot && named !== undefined) throw invalidCombination(refusal)
  if (SkipFinalSnapshot) return undefined
  if (named === undefined)
    throw invalidCombination('FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.')
  return checkedIdentifier('FinalDBSnapshotIdentifier', named, 255)
}

/** What becomes of a snapshot once it is taken: deleted meanwhile, nothing. */
export function settling(table: TableOf<CommonSnapshot>) {
  return ({ identifier }: Pick<CommonSnapshot, 'identifier'>, call: Call): void => {
    if (!call.table(table).has(identifier)) return
    call.table(table).update(identifier, draft => {
      draft.status = 'available'
    })
  }
}

export function deleteTaken(
  call: Call,
  table: TableOf<CommonSnapshot>,
  { identifier, arn }: CommonSnapshot,
): void {
  call.table(table).delete(identifier)
  forgetTags(call, arn)
}
