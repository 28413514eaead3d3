import { AwsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { isAllowed } from '../ecs/roles.ts'
import { invoke } from '../invocation/invoke.ts'
import { enqueue } from '../sqs/messages.ts'
import { queues } from '../sqs/tables.ts'
import { plan } from './schedules.ts'
import { type ScheduleRecord, schedules } from './tables.ts'

/** One run of a schedule, and how often it was tried. */
interface Attempt {
  readonly key: string
  readonly scheduledAt: number
  readonly attempt: number
}

const longestPauseMs = 10 * 60_000

/** A schedule's moment has come. */
export async function runSchedule({ key }: { readonly key: string }, call: Call): Promise<void> {
  const schedule = call.table(schedules).get(key)
  if (!schedule) return
  await attemptRun({ key, scheduledAt: call.now, attempt: 0 }, call)
  await plan(call, schedule)
}

/** Asks the target; where it does not take it, again after a while, and at last it goes to the dead-letter queue. */
export async function attemptRun(run: Attempt, call: Call): Promise<void> {
  const { key, scheduledAt, attempt } = run
  const schedule = call.table(schedules).get(key)
  if (!schedule) return
  const { target } = schedule
  const problem = await tried(call, schedule)
  if (!problem) return
  const { MaximumEventAgeInSeconds = 86_400, MaximumRetryAttempts = 185 } = target.RetryPolicy ?? {}
  const pauseMs = Math.min(longestPauseMs, 1000 * 2 ** attempt)
  const isTooOld = call.now + pauseMs > scheduledAt + MaximumEventAgeInSeconds * 1000
  if (problem.isTransient && attempt < MaximumRetryAttempts && !isTooOld) {
    call.schedule(pauseMs, 'scheduler.attempt', { key, scheduledAt, attempt: attempt + 1 })
    return
  }
  bury(call, schedule, run, problem)
}

interface Refusal {
  readonly code: string
  readonly message: string
  readonly isTransient: boolean
}

async function tried(call: Call, { target }: ScheduleRecord): Promise<Refusal | undefined> {
  try {
    return await invoke(call, target)
  } catch (error) {
    if (error instanceof AwsError) return { code: error.code, message: error.message, isTransient: false }
    throw error
  }
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html */
function bury(call: Call, schedule: ScheduleRecord, run: Attempt, { code, message }: Refusal): void {
  const { target, arn } = schedule
  const queue = call.table(queues).find(one => one.arn === target.DeadLetterConfig?.Arn)
  if (!queue || !isAllowed(call, target.RoleArn!, 'sqs:SendMessage', queue.arn)) return
  const text = (StringValue: string) => ({ DataType: 'String', StringValue })
  enqueue(call, queue, target.Input ?? JSON.stringify(target.EcsParameters ?? {}), {
    ERROR_CODE: text(code),
    ERROR_MESSAGE: text(message),
    RETRY_ATTEMPTS: text(String(run.attempt)),
    SCHEDULED_TIME: text(new Date(run.scheduledAt).toISOString()),
    SCHEDULE_ARN: text(arn),
    TARGET_ARN: text(target.Arn!),
  })
}
