import type { Dimension, MetricAlarm, Tag } from '@aws-sdk/client-cloudwatch'
import type { Operations } from '../../service.ts'
import { defineTable } from '../../store.ts'

/** Some of CloudWatch's operations. */
export type CloudWatchOperations = Operations<typeof import('@aws-sdk/client-cloudwatch')>

export type AlarmRecord = MetricAlarm & { AlarmName: string; AlarmArn: string; Tags: Tag[] }

/** One datum of a metric. */
export interface MetricRecord {
  namespace: string
  name: string
  dimensions: Dimension[]
  /** Virtual ms since the epoch. */
  timestamp: number
  value: number
  unit?: string | undefined
}

/** By name. */
export const alarms = defineTable<AlarmRecord>('cloudwatch.alarms')
/** By a random id. */
export const metrics = defineTable<MetricRecord>('cloudwatch.metrics')

export interface DashboardRecord {
  name: string
  arn: string
  /** JSON. */
  body: string
  modifiedAt: Date
  Tags: Tag[]
}

/** By name; they have no region. */
export const dashboards = defineTable<DashboardRecord>('cloudwatch.dashboards', 'account')
