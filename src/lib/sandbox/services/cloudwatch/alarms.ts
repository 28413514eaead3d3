import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { withTags } from '../tags.ts'
import { type AlarmRecord, alarms, type CloudWatchOperations } from './tables.ts'

export const alarmOperations = {
  PutMetricAlarm({ Tags, ...input }, call) {
    checkAlarm(input)
    const existing = call.table(alarms).get(input.AlarmName)
    const AlarmArn = call.arn(`alarm:${input.AlarmName}`, 'cloudwatch')
    call.table(alarms).put(input.AlarmName, {
      ActionsEnabled: true,
      AlarmActions: [],
      OKActions: [],
      InsufficientDataActions: [],
      ...(input.Metrics ? {} : { Dimensions: [] }),
      ...input,
      AlarmArn,
      AlarmConfigurationUpdatedTimestamp: call.date,
      StateValue: existing?.StateValue ?? 'INSUFFICIENT_DATA',
      StateReason: existing?.StateReason ?? 'Unchecked: Initial alarm creation',
      StateUpdatedTimestamp: existing?.StateUpdatedTimestamp ?? call.date,
      StateTransitionedTimestamp: existing?.StateTransitionedTimestamp ?? call.date,
      // Tags count at creation only: an update leaves them as they are.
      Tags: existing?.Tags ?? withTags([], Tags),
    })
    return {}
  },

  DescribeAlarms(
    { AlarmNames, AlarmNamePrefix, StateValue, AlarmTypes, ActionPrefix, MaxRecords = 50, NextToken },
    call,
  ) {
    if (AlarmNames && AlarmNamePrefix) {
      throw awsError('ValidationError', 'AlarmNames and AlarmNamePrefix can not both be specified')
    }
    if (AlarmTypes && !AlarmTypes.includes('MetricAlarm')) return { MetricAlarms: [], CompositeAlarms: [] }
    const found = call
      .table(alarms)
      .filter(
        alarm =>
          (AlarmNames?.includes(alarm.AlarmName) ?? true) &&
          alarm.AlarmName.startsWith(AlarmNamePrefix ?? '') &&
          (StateValue === undefined || alarm.StateValue === StateValue) &&
          (ActionPrefix === undefined ||
            (alarm.AlarmActions?.some(arn => arn.startsWith(ActionPrefix)) ?? false)),
      )
      .sort((a, b) => (a.AlarmName < b.AlarmName ? -1 : 1))
    const { items, next } = page(found, NextToken, MaxRecords)
    return { MetricAlarms: items, CompositeAlarms: [], NextToken: next }
  },

  DeleteAlarms({ AlarmNames }, call) {
    // One that does not exist fails the call, and with it the deletion of all the others.
    for (const name of AlarmNames) find(call, name)
    for (const name of AlarmNames) call.table(alarms).delete(name)
    return {}
  },

  SetAlarmState({ AlarmName, StateValue, StateReason, StateReasonData }, call) {
    find(call, AlarmName)
    if (!['OK', 'ALARM', 'INSUFFICIENT_DATA'].includes(StateValue)) {
      throw awsError(
        'ValidationError',
        `Value '${StateValue}' at 'stateValue' is not one of OK, ALARM, INSUFFICIENT_DATA`,
      )
    }
    call.table(alarms).update(AlarmName, alarm => {
      if (alarm.StateValue !== StateValue) alarm.StateTransitionedTimestamp = call.date
      Object.assign(alarm, { StateValue, StateReason, StateReasonData, StateUpdatedTimestamp: call.date })
    })
    return {}
  },

  EnableAlarmActions: ({ AlarmNames }, call) => setActions(AlarmNames, true, call),
  DisableAlarmActions: ({ AlarmNames }, call) => setActions(AlarmNames, false, call),
} satisfies CloudWatchOperations

function setActions(names: readonly string[], isEnabled: boolean, call: Call) {
  for (const name of names) {
    if (!call.table(alarms).has(name)) continue
    call.table(alarms).update(name, alarm => {
      alarm.ActionsEnabled = isEnabled
    })
  }
  return {}
}

function find(call: Call, name: string): AlarmRecord {
  const alarm = call.table(alarms).get(name)
  if (!alarm) throw awsError('ResourceNotFound', `Unknown alarm: ${name}`)
  return alarm
}

type Put = Parameters<NonNullable<CloudWatchOperations['PutMetricAlarm']>>[0]

const comparisons = [
  'GreaterThanOrEqualToThreshold',
  'GreaterThanThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
  'LessThanLowerOrGreaterThanUpperThreshold',
  'LessThanLowerThreshold',
  'GreaterThanUpperThreshold',
]
const missingData = ['breaching', 'notBreaching', 'ignore', 'missing']

function checkAlarm(alarm: Omit<Put, 'Tags'>): void {
  const {
    AlarmName,
    ComparisonOperator,
    MetricName,
    Namespace,
    Metrics,
    Period,
    EvaluationPeriods = 1,
  } = alarm
  const refuse = (problem: string) => awsError('ValidationError', problem)
  if (AlarmName.length > 255) throw refuse('AlarmName must have length less than or equal to 255')
  if (!comparisons.includes(ComparisonOperator ?? '')) {
    throw refuse(
      `Value '${ComparisonOperator}' at 'comparisonOperator' failed to satisfy constraint: Member must satisfy enum value set: [${comparisons.join(', ')}]`,
    )
  }
  if (!Metrics && (!MetricName || !Namespace)) throw refuse('MetricName and Namespace are required.')
  if (Metrics && Metrics.filter(({ ReturnData = true }) => ReturnData).length !== 1) {
    throw refuse('Exactly one element of the metrics list should return data.')
  }
  if (!Metrics && !alarm.Statistic && !alarm.ExtendedStatistic) {
    throw refuse('Exactly one of Statistic or ExtendedStatistic must be specified')
  }
  if (
    !Metrics &&
    !(Period === 10 || Period === 30 || (Period !== undefined && Period > 0 && Period % 60 === 0))
  ) {
    throw refuse('Period must be 10, 30 or a multiple of 60')
  }
  if (EvaluationPeriods < 1 || (alarm.DatapointsToAlarm ?? 1) > EvaluationPeriods) {
    throw refuse('DatapointsToAlarm must be less than or equal to EvaluationPeriods')
  }
  if (alarm.TreatMissingData !== undefined && !missingData.includes(alarm.TreatMissingData)) {
    throw refuse(
      `The value ${alarm.TreatMissingData} for TreatMissingData is not one of ${missingData.join(', ')}`,
    )
  }
  if (alarm.AlarmActions?.some(arn => !arn.startsWith('arn:')))
    throw refuse('Invalid arn syntax for AlarmActions')
}
