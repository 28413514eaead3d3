import type { FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs'
import { pages, unlessMissing } from '../aws/index.ts'
import { logGroupName } from '../resources/log-group.ts'
import type { Context } from './context.ts'
import { chosenServices } from './live/standing.ts'

export interface LogOptions {
  /** All when empty. */
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
 * What the services logged, oldest first; each line is an event as well, as soon as it is known.
 * Following ends only when the signal is aborted, with its reason.
 */
export async function logs(context: Context, options: LogOptions): Promise<LogLine[]> {
  const { clock, signal } = context
  const services = chosenServices(context.manifest, options.services)
  const told = new Set<string>()
  let from = clock.now() - options.since * 1000
  const lines = await tell(context, services, from, options.filter, told)
  while (options.follow) {
    from = Math.max(from, clock.now() - lateness * 1000)
    await clock.sleep(pause * 1000, signal)
    await tell(context, services, from, options.filter, told)
  }
  return lines
}

async function tell(
  context: Context,
  services: readonly string[],
  from: number,
  filter: string | undefined,
  told: Set<string>,
): Promise<LogLine[]> {
  const found = await Promise.all(services.map(service => read(context, service, from, filter)))
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
  { ports, scope, signal }: Context,
  service: string,
  startTime: number,
  filterPattern: string | undefined,
) {
  const list: typeof ports.logs.filterLogEvents = input => ports.logs.filterLogEvents(input, { signal })
  const logGroup = logGroupName(scope, service)
  const reading = pages(list, { logGroupName: logGroup, startTime, filterPattern }, page => page.events)
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
