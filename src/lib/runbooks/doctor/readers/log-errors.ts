import type { FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs'
import { type Ports, unlessMissing } from '../../../aws/index.ts'
import { logGroupName } from '../../../resources/log-group.ts'
import type { Reader } from '../evidence.ts'

/** A sample of what a service logged that reads like an error. */
export interface LoggedErrors {
  /** How many lines of the sample. */
  readonly count: number
  /** There are more than the sample shows. */
  readonly more: boolean
  readonly newest: readonly { readonly at: string; readonly message: string }[]
}

/** Minutes looked back. */
export const loggedWithin = 15
/** CloudWatch takes words behind `?` as alternatives. */
const words = '?ERROR ?Error ?FATAL ?Fatal ?fatal ?CRITICAL ?Exception ?Traceback ?panic: ?"level":"error"'
const sampled = 100
/** A page may be empty though there are more: CloudWatch gives one for so much that it searched. */
const mostPages = 4
const shown = 3

export const logErrors: Reader<'logErrors'> = async ({ manifest, scope, ports, clock }) => {
  const startTime = clock.now() - loggedWithin * 60_000
  const found = Object.keys(manifest.services).map(async service => {
    const sample = await unlessMissing(readSample(logGroupName(scope, service), startTime, ports))
    return [service, summary(sample ?? { events: [], more: false })] as const
  })
  return new Map(await Promise.all(found))
}

async function readSample(logGroupName: string, startTime: number, { logs }: Ports) {
  const events: FilteredLogEvent[] = []
  let nextToken: string | undefined
  for (let page = 0; page < mostPages && events.length < sampled; page++) {
    const input = { logGroupName, startTime, filterPattern: words, limit: sampled, nextToken }
    const answer = await logs.filterLogEvents(input)
    events.push(...(answer.events ?? []))
    nextToken = answer.nextToken
    if (!nextToken) break
  }
  return { events, more: nextToken !== undefined }
}

function summary({ events, more }: { events: FilteredLogEvent[]; more: boolean }): LoggedErrors {
  const newestFirst = events.toSorted((a, b) => Number(b.timestamp) - Number(a.timestamp))
  const newest = newestFirst.slice(0, shown).map(({ timestamp = 0, message = '' }) => ({
    at: new Date(timestamp).toISOString(),
    message: message.trim(),
  }))
  return { count: events.length, more, newest }
}
