import type { MetricAlarm, PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch'
import { pages, unlessMissing } from '../aws/index.ts'
import { type AlarmSpec, alarmsOf, type Measure } from './alarm-metrics.ts'
import { isSigned, signature } from './alarm-signature.ts'
import { loadBalancer } from './load-balancer.ts'
import { nameOf, type Owner, tagList } from './names.ts'
import { changed, defineResource, type Standing } from './resource.ts'
import { targetGroup } from './target-group.ts'
import { topic } from './topic.ts'

export interface AlarmState {
  readonly name: string
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  readonly state: string
  readonly means: string
  readonly settings: AlarmSettings
}

/** All that a plan compares, in one order of keys. */
interface AlarmSettings extends Measure {
  readonly Dimensions: readonly { Name: string; Value: string }[]
  readonly ComparisonOperator: string
  readonly TreatMissingData: string
  readonly AlarmActions: readonly string[]
  readonly OKActions: readonly string[]
}

const deps = { topic, loadBalancer, targetGroup }

/** A CloudWatch alarm that tells the topic when it rings and when all is well again. */
export const alarm = defineResource<AlarmSpec, AlarmState, typeof deps>({
  kind: 'alarm',
  stage: 'bootstrap',
  deps,

  desired: alarmsOf,

  async inspect(scope, ports) {
    const input = { AlarmNamePrefix: nameOf(scope, ''), AlarmTypes: ['MetricAlarm' as const] }
    const alarms = await pages(ports.cloudwatch.describeAlarms, input, page => page.MetricAlarms)
    const ours = alarms.filter(({ AlarmDescription }) => isSigned(AlarmDescription, scope))
    return Object.fromEntries(
      ours.map(one => [one.AlarmName!.slice(input.AlarmNamePrefix.length), stateOf(one, scope)]),
    )
  },

  diff: (want, have, standing) => [
    ...changed('means', have.means, want.means),
    ...Object.entries(settingsFor(want, standing)).flatMap(([path, to]) =>
      changed(path, have.settings[path as keyof AlarmSettings], to),
    ),
  ],

  async ensure(want, have, standing, { id, scope, ports }) {
    const name = nameOf(scope, id)
    const settings = settingsFor(want, standing)
    await ports.cloudwatch.putMetricAlarm({
      ...(settings as object),
      AlarmName: name,
      AlarmDescription: `${want.means}.${signature(scope)}`,
      // Taken at creation only; CloudWatch ignores them on what stands.
      Tags: tagList(scope, id),
    } as PutMetricAlarmCommandInput)
    return { name, state: have?.state ?? 'INSUFFICIENT_DATA', means: want.means, settings }
  },

  async remove({ name }, { ports }) {
    await unlessMissing(ports.cloudwatch.deleteAlarms({ AlarmNames: [name] }))
  },

  identify: ({ name }) => name,
})

function settingsFor({ subject, measure }: AlarmSpec, standing: Standing<typeof deps>): AlarmSettings {
  const actions = standing.topic.entries().map(([, { arn }]) => arn)
  return settings(measure, {
    Dimensions: dimensionsOf(subject, standing),
    ComparisonOperator: 'GreaterThanThreshold',
    // No data is no trouble: nothing runs, or nobody asked.
    TreatMissingData: 'notBreaching',
    AlarmActions: actions,
    OKActions: actions,
  })
}

function dimensionsOf(subject: AlarmSpec['subject'], standing: Standing<typeof deps>) {
  if (subject.of === 'service') {
    return [
      { Name: 'ClusterName', Value: subject.cluster },
      { Name: 'ServiceName', Value: subject.name },
    ]
  }
  // The load balancer's dimension is the end of its ARN: app/NAME/ID.
  const balancer = standing.loadBalancer.get('main')?.arn.split(':loadbalancer/')[1] ?? ''
  const dimensions = [{ Name: 'LoadBalancer', Value: balancer }]
  if (subject.of === 'load-balancer') return dimensions
  const group = standing.targetGroup.get(subject.service)?.arn.split(':').at(-1) ?? ''
  return [...dimensions, { Name: 'TargetGroup', Value: group }]
}

function stateOf(one: MetricAlarm, scope: Owner): AlarmState {
  return {
    name: one.AlarmName!,
    state: one.StateValue!,
    means: one.AlarmDescription!.slice(0, -`.${signature(scope)}`.length),
    settings: settings(one, {
      Dimensions: one
        .Dimensions!.map(({ Name, Value }) => ({ Name: Name!, Value: Value! }))
        .toSorted((a, b) => a.Name.localeCompare(b.Name)),
      ComparisonOperator: one.ComparisonOperator!,
      TreatMissingData: one.TreatMissingData ?? 'missing',
      AlarmActions: one.AlarmActions ?? [],
      OKActions: one.OKActions ?? [],
    }),
  }
}

function settings(measure: Measure, others: Omit<AlarmSettings, keyof Measure>): AlarmSettings {
  const { Namespace, MetricName, Statistic, ExtendedStatistic, Period, EvaluationPeriods, Threshold } =
    measure
  return {
    Namespace,
    MetricName,
    Statistic,
    ExtendedStatistic,
    Period,
    EvaluationPeriods,
    Threshold,
    ...others,
  }
}
