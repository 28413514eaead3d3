import type { ColdStart } from '../../runbooks/on-demand/start.ts'
import type { OnDemandStatus } from '../../runbooks/status/on-demand.ts'
import { ago, minuteOf, seconds, type Theme } from '../format.ts'
import { sanitize } from '../sanitize.ts'

const parts = {
  databases: 'databases',
  capacity: 'finding capacity',
  image: 'fetching the image',
  container: 'starting the container',
  health: 'first answer',
} as const

/** Where the seconds of a start went, and what would spare most of them. */
export function presentColdStart({ breakdown, remedies }: ColdStart, theme: Theme): string[] {
  const took = Object.entries(parts).flatMap(([name, words]) => {
    const part = breakdown[name as keyof typeof parts]
    return part === undefined ? [] : [`${words} ${seconds(part)}`]
  })
  return [
    `  Its last start: ${took.join(', ')}.`,
    ...remedies.map(remedy =>
      theme.dim(`  → about ${seconds(remedy.seconds)} less: ${sanitize(remedy.what)}`),
    ),
  ]
}

/** What sleeps on demand, as `status` shows it. */
export function presentOnDemand(status: OnDemandStatus, now: number, theme: Theme): string[] {
  const { state, door, awakeSince, hold, lastDecision, lastStart, failure } = status
  const since = awakeSince ? `, since ${ago(awakeSince, now)}` : ''
  const leads = door === 'missing' ? 'has no front door yet' : `visitors meet the ${door}`
  return [
    `  on demand: ${state === 'failed' ? theme.bad(state) : state}${since}; ${leads}`,
    ...(failure
      ? [theme.bad(`  its last wake failed ${ago(failure.at, now)}: ${sanitize(failure.reason)}`)]
      : []),
    ...(hold ? [`  held until ${minuteOf(hold.until)} by ${sanitize(hold.by)}`] : []),
    ...(lastDecision
      ? [
          theme.dim(
            `  last looked at ${ago(lastDecision.at, now)}: ${acts[lastDecision.action]}: ${sanitize(lastDecision.reason)}`,
          ),
        ]
      : []),
    ...(lastStart ? presentColdStart(lastStart, theme) : []),
  ]
}

const acts = { keep: 'kept', stop: 'stopped', 'stay-stopped': 'left asleep', wake: 'woken' } as const
