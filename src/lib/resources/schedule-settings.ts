import type { GetScheduleOutput, UpdateScheduleInput } from '@aws-sdk/client-scheduler'

/** What a job's schedule is made of, in one form that can be compared. */
export interface ScheduleSettings {
  readonly state: string
  readonly expression: string
  readonly timezone: string
  /** ARN. */
  readonly cluster: string
  /** ARN, with the revision. */
  readonly taskDefinition: string | undefined
  /** ARN of the role as which Scheduler starts the task. */
  readonly role: string | undefined
  /** ARN of the dead-letter queue. */
  readonly queue: string | undefined
  readonly subnets: readonly string[]
  readonly securityGroup: string | undefined
  readonly publicAddress: boolean
  readonly retries: number
}

/** Seconds that AWS goes on trying to start a task; what is later than that may meet the next run. */
const patience = 3600

/** The input of CreateSchedule and UpdateSchedule, but for its name; what is left out would go back to AWS's default. */
export function scheduleOf(settings: ScheduleSettings): Omit<UpdateScheduleInput, 'Name'> {
  const { state, expression, timezone, subnets, securityGroup, publicAddress, retries } = settings
  return {
    State: state === 'DISABLED' ? 'DISABLED' : 'ENABLED',
    ScheduleExpression: expression,
    ScheduleExpressionTimezone: timezone,
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: settings.cluster,
      RoleArn: settings.role,
      DeadLetterConfig: { Arn: settings.queue },
      RetryPolicy: { MaximumRetryAttempts: retries, MaximumEventAgeInSeconds: patience },
      EcsParameters: {
        TaskDefinitionArn: settings.taskDefinition,
        TaskCount: 1,
        CapacityProviderStrategy: [{ capacityProvider: 'FARGATE', weight: 1 }],
        EnableECSManagedTags: true,
        PropagateTags: 'TASK_DEFINITION',
        NetworkConfiguration: {
          awsvpcConfiguration: {
            Subnets: [...subnets],
            SecurityGroups: securityGroup ? [securityGroup] : [],
            AssignPublicIp: publicAddress ? 'ENABLED' : 'DISABLED',
          },
        },
      },
    },
  }
}

/** What AWS says of a schedule, in the same form. */
export function settingsOf(one: GetScheduleOutput): ScheduleSettings {
  const { EcsParameters, RetryPolicy, Arn, RoleArn, DeadLetterConfig } = one.Target ?? {}
  const vpc = EcsParameters?.NetworkConfiguration?.awsvpcConfiguration
  return {
    state: one.State ?? 'ENABLED',
    expression: one.ScheduleExpression ?? '',
    timezone: one.ScheduleExpressionTimezone ?? 'UTC',
    cluster: Arn ?? '',
    taskDefinition: EcsParameters?.TaskDefinitionArn,
    role: RoleArn,
    queue: DeadLetterConfig?.Arn,
    subnets: (vpc?.Subnets ?? []).toSorted(),
    securityGroup: vpc?.SecurityGroups?.[0],
    publicAddress: vpc?.AssignPublicIp === 'ENABLED',
    retries: RetryPolicy?.MaximumRetryAttempts ?? 185,
  }
}
