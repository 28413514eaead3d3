import type { StateValue } from '@aws-sdk/client-cloudwatch'
import type { Call } from '../../service.ts'
import { publish } from '../sns/publishing.ts'
import { dataOf } from './data.ts'
import type { Metric } from './derived.ts'
import { identityOf, statistic } from './statistics.ts'
import { type AlarmRecord, alarms } from './tables.ts'

/** Asks the alarms that look at a metric anew. Those that calculate with several metrics are left as they are. */
export function evaluateFor(call: Call, metric: Metric): void {
  const identity = identityOf(metric)
  for (const alarm of call.table(alarms).values()) {
    if (identityOf(metricOf(alarm)) === identity) evaluate({ name: alarm.AlarmName }, call)
  }
}

/**
 * Settles an alarm's state from its latest periods, which end now.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export function evaluate({ name }: { readonly name: string }, call: Call): void {
  const alarm = call.table(alarms).get(name)
  if (!alarm?.MetricName) return
  const { Period = 60, EvaluationPeriods = 1, DatapointsToAlarm = EvaluationPeriods } = alarm
  const verdicts = Array.from({ length: EvaluationPeriods }, (_, back) =>
    verdictOf(call, alarm, call.now - back * Period * 1000),
  )
  const breaching = verdicts.filter(verdict => verdict === 'breaching').length
  const isUnknown = verdicts.every(verdict => verdict === 'missing')
  const state = isUnknown ? 'INSUFFICIENT_DATA' : breaching >= DatapointsToAlarm ? 'ALARM' : 'OK'
  if (alarm.TreatMissingData !== 'ignore' || !isUnknown) settle(call, alarm, state)
  // What rings stops ringing by itself, when its data have grown old.
  if (state === 'ALARM')
    call.as({ service: 'monitoring' }).schedule(Period * 1000, 'cloudwatch.evaluate', { name })
}

type Verdict = 'breaching' | 'fine' | 'missing'

function verdictOf(call: Call, alarm: AlarmRecord, end: number): Verdict {
  const start = end - (alarm.Period ?? 60) * 1000
  const values = dataOf(call, metricOf(alarm), start + 1, end + 1).map(({ value }) => value)
  if (values.length === 0) {
    if (alarm.TreatMissingData === 'breaching') return 'breaching'
    return alarm.TreatMissingData === 'notBreaching' ? 'fine' : 'missing'
  }
  const value = statistic(alarm.Statistic ?? alarm.ExtendedStatistic ?? 'Average', values)
  return compare(value, alarm) ? 'breaching' : 'fine'
}

function compare(value: number, { ComparisonOperator, Threshold = 0 }: AlarmRecord): boolean {
  const operator: string = ComparisonOperator ?? ''
  if (operator.endsWith('OrEqualToThreshold') && value === Threshold) return true
  return operator.startsWith('Greater') ? value > Threshold : value < Threshold
}

function settle(call: Call, alarm: AlarmRecord, StateValue: StateValue): void {
  if (alarm.StateValue === StateValue) return
  const StateReason = `Threshold Crossed: the latest datapoints make it ${StateValue}.`
  call.table(alarms).update(alarm.AlarmName, draft => {
    Object.assign(draft, { StateValue, StateReason, StateUpdatedTimestamp: call.date })
    draft.StateTransitionedTimestamp = call.date
  })
  if (!alarm.ActionsEnabled) return
  const actions = { ALARM: alarm.AlarmActions, OK: alarm.OKActions }[StateValue as 'ALARM' | 'OK']
  for (const topic of actions ?? []) {
    const { AlarmName, AlarmDescription } = alarm
    const message = { AlarmName, AlarmDescription, NewStateValue: StateValue, NewStateReason: StateReason }
    publish(call, topic, JSON.stringify(message), `${StateValue}: "${AlarmName}" in ${call.region}`)
  }
}

function metricOf({ Namespace = '', MetricName = '', Dimensions = [] }: AlarmRecord): Metric {
  return { namespace: Namespace, name: MetricName, dimensions: Dimensions }
}
