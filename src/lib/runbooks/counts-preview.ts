import { readCounts } from '../releases/counts.ts'
import { openLedger } from '../releases/ledger.ts'
import type { Context } from './context.ts'
import { standing } from './sleep.ts'
import { countsToWake } from './wake.ts'

/** How many tasks each service would go from and to. */
export interface CountsPreview {
  readonly moves: Readonly<Record<string, { readonly from: number; readonly to: number }>>
}

/** What `sleep` would do. Reads only. */
export async function previewSleep(context: Context): Promise<CountsPreview> {
  return preview(context, () => 0)
}

/** What `wake` would do. Reads only. */
export async function previewWake(context: Context): Promise<CountsPreview> {
  const [live, remembered] = await Promise.all([
    standing(context),
    readCounts(openLedger(context.scope, context.ports.s3)),
  ])
  const counts = countsToWake(context.manifest, remembered, live)
  return preview(context, service => counts[service])
}

/** What `scale` would do. Reads only. */
export async function previewScale(
  context: Context,
  counts: Readonly<Record<string, number>>,
): Promise<CountsPreview> {
  return preview(context, service => counts[service])
}

async function preview(
  context: Context,
  target: (service: string) => number | undefined,
): Promise<CountsPreview> {
  const live = await standing(context)
  const moves = [...live].map(
    ([service, { desired }]) => [service, { from: desired, to: target(service) ?? desired }] as const,
  )
  return { moves: Object.fromEntries(moves.filter(([, { from, to }]) => from !== to)) }
}
