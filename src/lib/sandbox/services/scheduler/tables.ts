import type {
  CreateScheduleInput,
  ScheduleGroupState,
  ScheduleState,
  Tag,
  Target,
} from '@aws-sdk/client-scheduler'
import type { Operations } from '../../service.ts'
import { defineTable } from '../../store.ts'

/** Some of EventBridge Scheduler's operations. */
export type SchedulerOperations = Operations<typeof import('@aws-sdk/client-scheduler')>

export interface GroupRecord {
  name: string
  arn: string
  state: ScheduleGroupState
  createdAt: Date
  tags: Tag[]
}

type Given = Pick<
  CreateScheduleInput,
  'Description' | 'EndDate' | 'FlexibleTimeWindow' | 'KmsKeyArn' | 'StartDate'
>

export interface ScheduleRecord extends Given {
  name: string
  group: string
  arn: string
  expression: string
  timezone: string
  state: ScheduleState
  target: Target
  createdAt: Date
  modifiedAt: Date
  /** The event that runs it next, while it has a future. */
  next?: string | undefined
}

/** By name. */
export const groups = defineTable<GroupRecord>('scheduler.groups')
/** By `group/name`. */
export const schedules = defineTable<ScheduleRecord>('scheduler.schedules')
