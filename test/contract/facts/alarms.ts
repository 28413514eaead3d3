import { expect, test } from 'vitest'
import { account } from '../scene.ts'
import type { System } from '../templates/system.ts'

/** @param expected `AWS/ECS CPUUtilization Average > 80 (api)`, without the environment's prefix in the dimensions */
export function alarmFacts(of: () => System, expected: readonly string[]): void {
  test('the alarms of the runbook ring at its thresholds, and tell a topic', async () => {
    const alarms = await ourAlarms(of())
    expect(alarms.map(one => line(one, of().prefix)).toSorted()).toEqual([...expected].toSorted())
    const topic = `arn:aws:sns:${of().region}:${account}:${of().prefix}-alarms`
    for (const { AlarmActions } of alarms) expect(AlarmActions).toEqual([topic])
    const { Attributes } = await of().aws.call('sns', 'get_topic_attributes', { TopicArn: topic })
    expect(Attributes.TopicArn).toBe(topic)
  })
}

/** The same alarm for each of several services. */
export function forEach(services: readonly string[], alarm: string): string[] {
  return services.map(service => `${alarm} (${service})`)
}

// biome-ignore lint/suspicious/noExplicitAny: as boto3 answers it
export async function ourAlarms({ aws, prefix }: System): Promise<any[]> {
  const input = { AlarmNamePrefix: `${prefix}-`, AlarmTypes: ['MetricAlarm'] }
  return (await aws.call('cloudwatch', 'describe_alarms', input)).MetricAlarms
}

function line(one: Alarm, prefix: string): string {
  const { Namespace, MetricName, Statistic, ExtendedStatistic, Threshold, Metrics } = one
  const dimensions = new Map(one.Dimensions?.map(({ Name, Value }) => [Name, Value]))
  const subject = ['ServiceName', 'TargetGroup', 'FunctionName', 'DBInstanceIdentifier', 'CacheClusterId']
    .map(
      name =>
        dimensions
          .get(name)
          ?.replace(/^targetgroup\//, '')
          .replace(`${prefix}-`, '')
          .split('/')[0],
    )
    .find(name => name !== undefined)
  const metric = Metrics?.length
    ? formula(Metrics)
    : `${Namespace} ${MetricName} ${Statistic ?? ExtendedStatistic}`
  const period = one.Period ?? Metrics?.find(({ MetricStat }) => MetricStat)?.MetricStat?.Period
  return `${metric} > ${Threshold} ${one.EvaluationPeriods}×${period}s${subject ? ` (${subject})` : ''}`
}

/** What a formula is made of: `% of A, B`, where it multiplies by a hundred. */
function formula(metrics: readonly Metric[]): string {
  const names = metrics.flatMap(({ MetricStat }) => MetricStat?.Metric.MetricName ?? []).toSorted()
  const share = metrics.some(({ Expression }) => Expression?.startsWith('100 *'))
  return `${share ? '% of ' : ''}${names.join(', ')}`
}

interface Alarm {
  readonly Namespace?: string
  readonly MetricName?: string
  readonly Statistic?: string
  readonly ExtendedStatistic?: string
  readonly Threshold: number
  readonly EvaluationPeriods: number
  readonly Period?: number
  readonly Dimensions?: { Name: string; Value: string }[]
  readonly Metrics?: Metric[]
}

interface Metric {
  readonly Expression?: string
  readonly MetricStat?: { readonly Period: number; readonly Metric: { readonly MetricName: string } }
}
