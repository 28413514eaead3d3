import type { FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs'
import { pages, unlessMissing } from '../aws/index.ts'
import type { Context } from './context.ts'
import { type LogSource, logSources } from './live/log-groups.ts'

export interface LogOptions {
  /** And jobs, and functions; all when empty. */
  readonly services: readonly string[]
  /** Seconds back from now. */
  readonly since: number
  /** A CloudWatch filter pattern. */
  readonly filter?: string
  /** Go on with what comes, until interrupted. */
  readonly follow: boolean
}

export interface LogLine {
  readonly service: string
  readonly task: string
  /** ISO 8601. */
  readonly at: string
  readonly message: string
}

/** Seconds between looks while following; CloudWatch takes some seconds to show a line. */
const pause = 2
/** Seconds that a line may come late; looked at again, and told once. */
const lateness = 30

/**
 * What services, jobs and functions logged, oldest first; each line is an event as well, as soon as it is known.
 * Following ends only when the signal is aborted, with its reason.
 */
export async function logs(context: Context, options: LogOptions): Promise<LogLine[]> {
  const { clock, signal } = context
  const sources = logSources(context, options.services)
  const told = new Set<string>()
  let from = clock.now() - options.since * 1000
  const lines = await tell(context, sources, from, options.filter, told)
  while (options.follow) {
    from = Math.max(from, clock.now() - lateness * 1000)
    await clock.sleep(pause * 1000, signal)
    await tell(context, sources, from, options.filter, told)
  }
  return lines
}

async function tell(
  context: Context,
  sources: readonly LogSource[],
  from: number,
  filter: string | undefined,
  told: Set<string>,
): Promise<LogLine[]> {
  const found = await Promise.all(sources.map(source => read(context, source, from, filter)))
  const fresh = found
    .flat()
    .filter(({ id }) => !told.has(id))
    .toSorted((a, b) => a.line.at.localeCompare(b.line.at))
  for (const { id, line } of fresh) {
    told.add(id)
    context.emit({ type: 'log.line', ...line })
  }
  return fresh.map(({ line }) => line)
}

async function read(
  { ports, signal }: Context,
  { name: service, group }: LogSource,
  startTime: number,
  filterPattern: string | undefined,
) {
  const list: typeof ports.logs.filterLogEvents = input => ports.logs.filterLogEvents(input, { signal })
  const reading = pages(list, { logGroupName: group, startTime, filterPattern }, page => page.events)
  const events = (await unlessMissing(reading)) ?? []
  return events.map((event, index) => ({
    id: event.eventId ?? `${service} ${index}`,
    line: lineOf(event, service),
  }))
}

function lineOf(
  { logStreamName = '', timestamp = 0, message = '' }: FilteredLogEvent,
  service: string,
): LogLine {
  const task = logStreamName.split('/').at(-1) ?? ''
  return { service, task, at: new Date(timestamp).toISOString(), message: message.trimEnd() }
}
