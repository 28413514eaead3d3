import type { Context } from '../context.ts'
import {
  previewRestore,
  type RestorePoint,
  type RestorePreview,
  type RestoreResult,
  restore,
} from '../restore.ts'
import { listBackups, type RestoreList } from './list.ts'
import { previewRemoval, type RemovalPreview, type RemovalResult, removeCopy } from './remove.ts'
import { previewSwitch, type SwitchPreview, type SwitchResult, switchOver } from './switch.ts'

/** What can be asked of a database's backups and copies; instances and snapshots are given by their identifiers. */
export type RestoreRequest =
  | RestorePoint
  | { readonly switchTo: string }
  | { readonly remove: string }
  | { readonly list: true }

/** What would be done. */
export type RestoreIntent = RestorePreview | SwitchPreview | RemovalPreview

export type RestoreAnswer = RestoreList | RestoreIntent | RestoreResult | SwitchResult | RemovalResult

export interface RequestOptions {
  /** Only says what would be done. */
  readonly dryRun: boolean
  readonly confirm: (intent: RestoreIntent) => Promise<boolean>
}

/** Does one of them. */
export function fulfil(
  context: Context,
  database: string,
  request: RestoreRequest,
  { dryRun, confirm }: RequestOptions,
): Promise<RestoreAnswer> {
  if ('list' in request) return listBackups(context, database)
  if ('switchTo' in request) {
    const to = request.switchTo
    return dryRun ? previewSwitch(context, database, to) : switchOver(context, database, { to, confirm })
  }
  if ('remove' in request) {
    const { remove } = request
    return dryRun
      ? previewRemoval(context, database, remove)
      : removeCopy(context, database, { remove, confirm })
  }
  return dryRun
    ? previewRestore(context, database, request)
    : restore(context, database, request, { confirm })
}
