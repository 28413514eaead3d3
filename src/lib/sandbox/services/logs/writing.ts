import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { countEmbedded } from './embedded-metrics.ts'
import { findGroup } from './groups.ts'
import { type LogOperations, type LogStreamRecord, logEvents, logStreams, streamKey } from './tables.ts'

export interface LogLine {
  /** Virtual ms since the epoch. */
  readonly timestamp: number
  readonly message: string
}

/**
 * Makes a stream if it is not there yet, as the awslogs driver does.
 *
 * @throws AwsError where the group does not exist
 */
export function ensureStream(call: Call, group: string, stream: string): LogStreamRecord {
  const { arn } = findGroup(call, group)
  const key = streamKey(group, stream)
  return (
    call.table(logStreams).get(key) ??
    call.table(logStreams).put(key, {
      group,
      logStreamName: stream,
      arn: `${arn}:log-stream:${stream}`,
      creationTime: call.now,
      storedBytes: 0,
    })
  )
}

/** Appends lines to a stream that exists, and counts the metrics that are in them. */
export function appendLines(call: Call, group: string, stream: string, lines: readonly LogLine[]): void {
  const { ingestionTime, key } = { ingestionTime: call.now, key: streamKey(group, stream) }
  for (const { timestamp, message } of lines) {
    const eventId = `${String(timestamp).padStart(20, '0')}${call.id('', 36)}`
    call.table(logEvents).put(eventId, { eventId, group, stream, timestamp, ingestionTime, message })
    countEmbedded(call, message)
  }
  const times = lines.map(({ timestamp }) => timestamp)
  call.table(logStreams).update(key, draft => {
    draft.firstEventTimestamp = Math.min(draft.firstEventTimestamp ?? Number.POSITIVE_INFINITY, ...times)
    draft.lastEventTimestamp = Math.max(draft.lastEventTimestamp ?? 0, ...times)
    draft.lastIngestionTime = ingestionTime
  })
}

const hour = 60 * 60_000
const day = 24 * hour

export const writingOperations = {
  CreateLogStream({ logGroupName, logStreamName }, call) {
    findGroup(call, logGroupName)
    if (!/^[^:*]{1,512}$/.test(logStreamName)) {
      throw awsError(
        'InvalidParameterException',
        `1 validation error detected: Value '${logStreamName}' at 'logStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*]*`,
      )
    }
    if (call.table(logStreams).has(streamKey(logGroupName, logStreamName))) {
      throw awsError('ResourceAlreadyExistsException', 'The specified log stream already exists')
    }
    ensureStream(call, logGroupName, logStreamName)
    return {}
  },

  DeleteLogStream({ logGroupName, logStreamName }, call) {
    findStream(call, logGroupName, logStreamName)
    call.table(logStreams).delete(streamKey(logGroupName, logStreamName))
    const events = call.table(logEvents)
    for (const { eventId, group, stream } of events.values()) {
      if (group === logGroupName && stream === logStreamName) events.delete(eventId)
    }
    return {}
  },

  PutLogEvents({ logGroupName, logStreamName, logEvents: given }, call) {
    findStream(call, logGroupName, logStreamName)
    checkBatch(given)
    const tooNew = given.findIndex(({ timestamp }) => timestamp > call.now + 2 * hour)
    const tooOld = given.findLastIndex(({ timestamp }) => timestamp < call.now - 14 * day)
    const accepted = given.slice(tooOld + 1, tooNew < 0 ? undefined : tooNew)
    if (accepted.length > 0) appendLines(call, logGroupName, logStreamName, accepted)
    const rejectedLogEventsInfo = {
      ...(tooNew >= 0 && { tooNewLogEventStartIndex: tooNew }),
      ...(tooOld >= 0 && { tooOldLogEventEndIndex: tooOld + 1 }),
    }
    const isRejected = Object.keys(rejectedLogEventsInfo).length > 0
    return { nextSequenceToken: call.id('', 56), ...(isRejected && { rejectedLogEventsInfo }) }
  },
} satisfies LogOperations

/** @throws AwsError where group or stream does not exist */
export function findStream(call: Call, group: string, stream: string): LogStreamRecord {
  findGroup(call, group)
  const found = call.table(logStreams).get(streamKey(group, stream))
  if (!found) throw awsError('ResourceNotFoundException', 'The specified log stream does not exist.')
  return found
}

function checkBatch(events: readonly LogLine[]): void {
  const times = events.map(({ timestamp }) => timestamp)
  if (times.some((time, index) => time < (times[index - 1] ?? 0))) {
    throw awsError(
      'InvalidParameterException',
      'Log events in a single PutLogEvents request must be in chronological order.',
    )
  }
  if (times.length > 0 && times.at(-1)! - times[0]! > day) {
    throw awsError(
      'InvalidParameterException',
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    )
  }
  // Each event costs 26 bytes beside its message.
  const size = events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + 26, 0)
  if (size > 1_048_576) {
    throw awsError('InvalidParameterException', `Upload too large: ${size} bytes exceeds limit of 1048576`)
  }
}
