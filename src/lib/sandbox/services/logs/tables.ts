import type { Operations } from '../../service.ts'
import { defineTable } from '../../store.ts'

/** Some of CloudWatch Logs' operations. */
export type LogOperations = Operations<typeof import('@aws-sdk/client-cloudwatch-logs')>

export interface LogGroupRecord {
  logGroupName: string
  /** Without the `:*` that AWS appends in one of the two forms it answers. */
  arn: string
  creationTime: number
  retentionInDays?: number | undefined
  kmsKeyId?: string | undefined
  tags: Record<string, string>
}

export interface LogStreamRecord {
  group: string
  logStreamName: string
  arn: string
  creationTime: number
  firstEventTimestamp?: number | undefined
  lastEventTimestamp?: number | undefined
  lastIngestionTime?: number | undefined
  storedBytes: number
}

export interface LogEventRecord {
  eventId: string
  group: string
  stream: string
  timestamp: number
  ingestionTime: number
  message: string
}

/** By name. */
export const logGroups = defineTable<LogGroupRecord>('logs.groups')
/** By `streamKey`. */
export const logStreams = defineTable<LogStreamRecord>('logs.streams')
/** By event id. */
export const logEvents = defineTable<LogEventRecord>('logs.events')

export function streamKey(group: string, stream: string): string {
  return `${group}\n${stream}`
}
