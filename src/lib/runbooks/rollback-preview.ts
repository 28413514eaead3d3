import { openLedger } from '../releases/ledger.ts'
import { servingRelease } from '../releases/retention.ts'
import type { Context } from './context.ts'
import { movesOf } from './release/parts/return.ts'
import { restoredServices } from './release/restore.ts'
import { assess, type RollbackOptions } from './rollback.ts'

export interface RollbackPreview {
  /** The release that serves; undefined where none was proven. */
  readonly from: number | undefined
  readonly to: number
  /** What would move: services with the image that each would run, other things with what they would become. */
  readonly moves: Readonly<Record<string, string>>
}

/** What `rollback` would do. Reads only. */
export async function previewRollback(context: Context, options: RollbackOptions): Promise<RollbackPreview> {
  const ledger = openLedger(context.scope, context.ports.s3)
  const { target, records, live, things } = await assess(context, ledger, options)
  const moving = Object.entries(restoredServices(target, live)).filter(
    ([, { outcome }]) => outcome !== 'unchanged',
  )
  return {
    from: servingRelease(records)?.number,
    to: target.number,
    moves: {
      ...Object.fromEntries(moving.map(([service, { image }]) => [service, image])),
      ...movesOf(things),
    },
  }
}
