import type { UpdateScheduleInput } from '@aws-sdk/client-scheduler'
import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { nextRun } from '../autoscaling/schedule.ts'
import { page } from '../paging.ts'
import { checkName, findGroup } from './lookup.ts'
import { type ScheduleRecord, type SchedulerOperations, schedules } from './tables.ts'
import { checkTarget } from './target-checks.ts'

export const scheduleOperations = {
  async CreateSchedule(input, call) {
    const { Name, GroupName = 'default' } = input
    checkName(Name)
    if (findGroup(call, GroupName).state !== 'ACTIVE') {
      throw awsError('ConflictException', `Schedule group ${GroupName} is being deleted.`)
    }
    if (call.table(schedules).has(`${GroupName}/${Name}`)) {
      throw awsError('ConflictException', `Schedule ${Name} already exists.`)
    }
    return { ScheduleArn: (await store(call, input, call.date)).arn }
  },

  /** Takes the place of all that was said before: what is left out goes back to its default. */
  async UpdateSchedule(input, call) {
    const before = find(call, input)
    if (before.next !== undefined) call.cancel(before.next)
    return { ScheduleArn: (await store(call, input, before.createdAt)).arn }
  },

  GetSchedule(input, call) {
    const { name, group, arn, expression, timezone, state, target, ...rest } = find(call, input)
    const { createdAt, modifiedAt, next: _next, ...given } = rest
    return {
      ...given,
      Name: name,
      GroupName: group,
      Arn: arn,
      ScheduleExpression: expression,
      ScheduleExpressionTimezone: timezone,
      State: state,
      Target: target,
      CreationDate: createdAt,
      LastModificationDate: modifiedAt,
      ActionAfterCompletion: 'NONE',
    }
  },

  ListSchedules({ GroupName, NamePrefix = '', State, MaxResults = 100, NextToken }, call) {
    if (GroupName !== undefined) findGroup(call, GroupName)
    const found = call
      .table(schedules)
      .filter(
        ({ name, group, state }) =>
          name.startsWith(NamePrefix) && (GroupName ?? group) === group && (State ?? state) === state,
      )
    const { items, next } = page(found, NextToken, MaxResults)
    const Schedules = items.map(({ name, group, arn, state, target, createdAt, modifiedAt }) => ({
      Name: name,
      GroupName: group,
      Arn: arn,
      State: state,
      Target: { Arn: target.Arn },
      CreationDate: createdAt,
      LastModificationDate: modifiedAt,
    }))
    return { Schedules, NextToken: next }
  },

  DeleteSchedule(input, call) {
    forget(call, find(call, input))
    return {}
  },
} satisfies SchedulerOperations

export function keyOf({ group, name }: Pick<ScheduleRecord, 'group' | 'name'>): string {
  return `${group}/${name}`
}

/** Arranges for a schedule's next run, where it has one. */
export async function plan(call: Call, schedule: ScheduleRecord): Promise<void> {
  const { expression, timezone, StartDate, EndDate, state } = schedule
  const from = Math.max(call.now, StartDate?.getTime() ?? 0)
  const due = await nextRun({ expression, timezone }, from)
  const isOver = due === undefined || (EndDate !== undefined && due > EndDate.getTime())
  call.table(schedules).update(keyOf(schedule), draft => {
    const runs = !isOver && state === 'ENABLED'
    draft.next = runs ? call.schedule(due - call.now, 'scheduler.due', { key: keyOf(schedule) }) : undefined
  })
}

export function forget(call: Call, schedule: ScheduleRecord): void {
  if (schedule.next !== undefined) call.cancel(schedule.next)
  call.table(schedules).delete(keyOf(schedule))
}

async function store(
  call: Call,
  input: Pick<UpdateScheduleInput, keyof UpdateScheduleInput>,
  createdAt: Date,
): Promise<ScheduleRecord> {
  const { Name: name = '', GroupName: group = 'default', Target: target } = input
  const { ScheduleExpression: expression = '', ScheduleExpressionTimezone: timezone = 'UTC' } = input
  checkTarget(call, target!)
  checkTimezone(timezone)
  const { Description, EndDate, FlexibleTimeWindow, KmsKeyArn, StartDate } = input
  const record = call.table(schedules).put(`${group}/${name}`, {
    name,
    group,
    arn: call.arn(`schedule/${group}/${name}`, 'scheduler'),
    expression,
    timezone,
    state: input.State ?? 'ENABLED',
    target: { RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 }, ...target! },
    createdAt,
    modifiedAt: call.date,
    Description,
    EndDate,
    FlexibleTimeWindow,
    KmsKeyArn,
    StartDate,
  })
  await plan(call, record)
  return record
}

function find(
  call: Call,
  { Name = '', GroupName = 'default' }: { Name?: string | undefined; GroupName?: string | undefined },
) {
  const schedule = call.table(schedules).get(`${GroupName}/${Name}`)
  if (!schedule) throw noSchedule(Name)
  return schedule
}

function noSchedule(name: string): AwsError {
  return awsError('ResourceNotFoundException', `Schedule ${name} does not exist.`)
}

function checkTimezone(name: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
  } catch {
    throw awsError('ValidationException', `Invalid ScheduleExpressionTimezone ${name}.`)
  }
}
