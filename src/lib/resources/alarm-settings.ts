import type { Dimension, MetricAlarm, MetricDataQuery } from '@aws-sdk/client-cloudwatch'
import type { AlarmSpec, Calculation, NamedDimension, Subject } from './alarms/alarm-spec.ts'
import type { DatabaseState } from './database-state.ts'
import type { HttpApiState } from './http-api.ts'
import type { LoadBalancerState } from './load-balancer.ts'
import type { Lookup } from './resource.ts'
import type { TargetGroupState } from './target-group.ts'
import type { TopicState } from './topic.ts'

/** All that a plan compares, in one order of keys; either one metric, or a calculation with several. */
export interface AlarmSettings {
  readonly Namespace?: string | undefined
  readonly MetricName?: string | undefined
  readonly Statistic?: string | undefined
  readonly ExtendedStatistic?: string | undefined
  readonly Period?: number | undefined
  readonly EvaluationPeriods?: number | undefined
  readonly Threshold?: number | undefined
  readonly Dimensions: readonly NamedDimension[]
  readonly Metrics?: readonly MetricDataQuery[] | undefined
  readonly ComparisonOperator: string
  readonly TreatMissingData: string
  readonly AlarmActions: readonly string[]
  readonly OKActions: readonly string[]
}

/** What AWS names by itself. */
export interface Named {
  readonly loadBalancer: Lookup<LoadBalancerState>
  readonly targetGroup: Lookup<TargetGroupState>
  readonly httpApi: Lookup<HttpApiState>
  /** A restored one has another name than the one that it took the place of. */
  readonly database: Lookup<DatabaseState>
}

interface Surroundings extends Named {
  readonly topic: Lookup<TopicState>
}

/** What is put, as far as what the alarm looks at stands. */
export function settingsFor({ subject, measure }: AlarmSpec, standing: Surroundings): AlarmSettings {
  const actions = standing.topic.entries().map(([, { arn }]) => arn)
  const isCalculated = 'expression' in measure
  return ordered({
    ...(isCalculated ? occasionOf(measure) : measure),
    Dimensions: isCalculated ? [] : dimensionsOf(subject, standing),
    Metrics: isCalculated ? queriesFor(measure, standing) : undefined,
    ComparisonOperator: 'GreaterThanThreshold',
    // No data is no trouble: nothing runs, or nobody asked.
    TreatMissingData: 'notBreaching',
    AlarmActions: actions,
    OKActions: actions,
  })
}

/** What AWS says of a standing alarm, in the same form. */
export function settingsOf(one: MetricAlarm): AlarmSettings {
  return ordered({
    ...one,
    Dimensions: named(one.Dimensions),
    Metrics: one.Metrics?.length ? one.Metrics.map(queryOf).toSorted(byId) : undefined,
    ComparisonOperator: one.ComparisonOperator!,
    TreatMissingData: one.TreatMissingData ?? 'missing',
    AlarmActions: one.AlarmActions ?? [],
    OKActions: one.OKActions ?? [],
  })
}

function ordered(one: AlarmSettings): AlarmSettings {
  const { Namespace, MetricName, Statistic, ExtendedStatistic, Period } = one
  const { EvaluationPeriods, Threshold, Dimensions, Metrics, ComparisonOperator, TreatMissingData } = one
  const { AlarmActions, OKActions } = one
  return {
    Namespace,
    MetricName,
    Statistic,
    ExtendedStatistic,
    Period,
    EvaluationPeriods,
    Threshold,
    Dimensions,
    Metrics,
    ComparisonOperator,
    TreatMissingData,
    AlarmActions,
    OKActions,
  }
}

/** The period of a calculation is that of its terms. */
function occasionOf({ EvaluationPeriods, Threshold }: Calculation) {
  return { EvaluationPeriods, Threshold }
}

function queriesFor({ terms, expression, Period }: Calculation, standing: Surroundings): MetricDataQuery[] {
  const queries = Object.entries(terms).map(([Id, { subject, Namespace, MetricName, Stat }]) => {
    const Metric = { Namespace, MetricName, Dimensions: dimensionsOf(subject, standing) }
    return queryOf({ Id, MetricStat: { Metric, Period, Stat }, ReturnData: false })
  })
  return [...queries, queryOf({ Id: 'result', Expression: expression, ReturnData: true })].toSorted(byId)
}

/** One query in one order of keys, without what AWS adds of its own. */
function queryOf({ Id, Expression, MetricStat, ReturnData = true }: MetricDataQuery): MetricDataQuery {
  const { Metric, Period, Stat } = MetricStat ?? {}
  return {
    Id,
    ...(Expression ? { Expression } : {}),
    ...(Metric
      ? {
          MetricStat: {
            Metric: {
              Namespace: Metric.Namespace,
              MetricName: Metric.MetricName,
              Dimensions: named(Metric.Dimensions),
            },
            Period,
            Stat,
          },
        }
      : {}),
    ReturnData,
  }
}

function byId({ Id: a = '' }: MetricDataQuery, { Id: b = '' }: MetricDataQuery): number {
  return a.localeCompare(b)
}

function named(dimensions: readonly Dimension[] = []): NamedDimension[] {
  return dimensions
    .map(({ Name, Value }) => ({ Name: Name!, Value: Value! }))
    .toSorted((a, b) => a.Name.localeCompare(b.Name))
}

function dimensionsOf(subject: Subject, standing: Surroundings): NamedDimension[] {
  if ('dimensions' in subject) return named(subject.dimensions)
  if (subject.of === 'database') return databaseDimensions(subject.database, standing)
  if (subject.of === 'http-api') return httpApiDimensions(standing)
  if (subject.of === 'load-balancer') return loadBalancerDimensions(standing)
  return targetGroupDimensions(subject.service, standing)
}

/** The load balancer's dimension is the end of its ARN: app/NAME/ID. */
export function loadBalancerDimensions({ loadBalancer }: Pick<Named, 'loadBalancer'>): NamedDimension[] {
  return [{ Name: 'LoadBalancer', Value: loadBalancer.get('main')?.arn.split(':loadbalancer/')[1] ?? '' }]
}

export function targetGroupDimensions(service: string, named: Named): NamedDimension[] {
  const group = named.targetGroup.get(service)?.arn.split(':').at(-1) ?? ''
  return [...loadBalancerDimensions(named), { Name: 'TargetGroup', Value: group }]
}

export function httpApiDimensions({ httpApi }: Pick<Named, 'httpApi'>): NamedDimension[] {
  return [{ Name: 'ApiId', Value: httpApi.get('main')?.apiId ?? '' }]
}

export function databaseDimensions(name: string, { database }: Pick<Named, 'database'>): NamedDimension[] {
  return dimensionsOfDatabase(database.get(name))
}

/** Of a cluster, the instance that takes writes counts, whichever it is. */
export function dimensionsOfDatabase(state: DatabaseState | undefined): NamedDimension[] {
  const { form = 'instance', identifier = '' } = state ?? {}
  if (form === 'instance') return [{ Name: 'DBInstanceIdentifier', Value: identifier }]
  return [
    { Name: 'DBClusterIdentifier', Value: identifier },
    { Name: 'Role', Value: 'WRITER' },
  ]
}
