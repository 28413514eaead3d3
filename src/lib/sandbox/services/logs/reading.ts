import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { matcherOf } from './filter-pattern.ts'
import { findGroup } from './groups.ts'
import {
  type LogEventRecord,
  type LogOperations,
  type LogStreamRecord,
  logEvents,
  logStreams,
} from './tables.ts'
import { findStream } from './writing.ts'

const mostEvents = 10_000

export const readingOperations = {
  DescribeLogStreams(input, call) {
    const {
      logStreamNamePrefix,
      orderBy = 'LogStreamName',
      descending = false,
      limit = 50,
      nextToken,
    } = input
    const group = groupNamed(input.logGroupName, input.logGroupIdentifier, call)
    if (orderBy === 'LastEventTime' && logStreamNamePrefix !== undefined) {
      throw invalid('Cannot order by LastEventTime with a logStreamNamePrefix.')
    }
    const found = call
      .table(logStreams)
      .filter(one => one.group === group && one.logStreamName.startsWith(logStreamNamePrefix ?? ''))
      .sort(orderBy === 'LastEventTime' ? byTime : byName)
    const { items, next } = page(descending ? found.reverse() : found, nextToken, limit)
    return { logStreams: items.map(({ group: _group, ...stream }) => stream), nextToken: next }
  },

  GetLogEvents(input, call) {
    const { logStreamName, startTime, endTime, limit = mostEvents, startFromHead = false, nextToken } = input
    const group = groupNamed(input.logGroupName, input.logGroupIdentifier, call)
    findStream(call, group, logStreamName)
    const events = eventsBetween(startTime, endTime, call).filter(
      event => event.group === group && event.stream === logStreamName,
    )
    const [start, end] = rangeOf(nextToken, startFromHead, limit, events.length)
    return {
      events: events.slice(start, end).map(shown),
      // The same token comes back at the end of a stream: that is how a client knows.
      nextForwardToken: `f/${String(end).padStart(56, '0')}/s`,
      nextBackwardToken: `b/${String(start).padStart(56, '0')}/s`,
    }
  },

  FilterLogEvents(input, call) {
    const {
      logStreamNames,
      logStreamNamePrefix,
      filterPattern = '',
      startTime,
      endTime,
      limit,
      nextToken,
    } = input
    const group = groupNamed(input.logGroupName, input.logGroupIdentifier, call)
    if (logStreamNames && logStreamNamePrefix !== undefined) {
      throw invalid('LogStreamNamePrefix and LogStreamNames are mutually exclusive parameters.')
    }
    for (const name of logStreamNames ?? []) findStream(call, group, name)
    const matches = matcherOf(filterPattern)
    const found = eventsBetween(startTime, endTime, call).filter(
      event =>
        event.group === group &&
        (logStreamNames?.includes(event.stream) ?? true) &&
        event.stream.startsWith(logStreamNamePrefix ?? '') &&
        matches(event.message),
    )
    const { items, next } = page(found, nextToken, limit ?? mostEvents)
    const events = items.map(event => ({
      ...shown(event),
      logStreamName: event.stream,
      eventId: event.eventId,
    }))
    return { events, nextToken: next, searchedLogStreams: [] }
  },
} satisfies LogOperations

function groupNamed(name: string | undefined, identifier: string | undefined, call: Call): string {
  const found = name ?? identifier?.replace(/^arn:.*:log-group:/, '').replace(/:\*$/, '')
  if (found === undefined) throw invalid('Either logGroupName or logGroupIdentifier is required.')
  return findGroup(call, found).logGroupName
}

/** Oldest first; those of one moment in the order in which they came. */
function eventsBetween(start = 0, end = Number.POSITIVE_INFINITY, call: Call): LogEventRecord[] {
  const between = call.table(logEvents).filter(({ timestamp }) => timestamp >= start && timestamp < end)
  return between.sort((a, b) => a.timestamp - b.timestamp)
}

function rangeOf(
  token: string | undefined,
  fromHead: boolean,
  limit: number,
  count: number,
): [number, number] {
  const [, direction, text] = token?.match(/^([fb])\/(\d{56})\/s$/) ?? []
  if (token !== undefined && text === undefined) throw invalid('The specified nextToken is invalid.')
  const at = text === undefined ? (fromHead ? 0 : count) : Number(text)
  const isForward = direction === undefined ? fromHead : direction === 'f'
  return isForward ? [Math.min(at, count), Math.min(at + limit, count)] : [Math.max(0, at - limit), at]
}

function shown({ timestamp, message, ingestionTime }: LogEventRecord) {
  return { timestamp, message, ingestionTime }
}

function byName(a: LogStreamRecord, b: LogStreamRecord): number {
  return a.logStreamName < b.logStreamName ? -1 : 1
}

function byTime(a: LogStreamRecord, b: LogStreamRecord): number {
  return (a.lastEventTimestamp ?? 0) - (b.lastEventTimestamp ?? 0)
}

function invalid(message: string) {
  return awsError('InvalidParameterException', message)
}
