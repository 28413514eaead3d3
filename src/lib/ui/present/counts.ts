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
