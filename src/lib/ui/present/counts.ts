import type { CountsPreview } from '../../runbooks/counts-preview.ts'
import type { Settled } from '../../runbooks/live/counts.ts'
import { table } from '../format.ts'

/** How many tasks each service has. */
export function presentCounts(services: Settled): string[] {
  return table(
    Object.entries(services).map(([name, { running, desired }]) => [
      `  ${name}`,
      `${running}/${desired} running`,
    ]),
  )
}

/** What a dry run found; nothing was changed. */
export function presentCountsPreview({ moves }: CountsPreview): string[] {
  const rows = Object.entries(moves).map(([service, { from, to }]) => [`  ${service}`, `${from} → ${to}`])
  return rows.length === 0 ? ['Nothing to do.'] : ['Would change these counts:', ...table(rows)]
}
