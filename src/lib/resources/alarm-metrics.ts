import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { clusterNameOf } from './cluster.ts'
import { entrances } from './ingress.ts'
import { nameOf } from './names.ts'

/** What an alarm looks at. */
export type Subject =
  | { readonly of: 'service'; readonly cluster: string; readonly name: string }
  | { readonly of: 'load-balancer' }
  | { readonly of: 'target-group'; readonly service: string }

export type Measure = Pick<
  PutMetricAlarmCommandInput,
  | 'MetricName'
  | 'Namespace'
  | 'Statistic'
  | 'ExtendedStatistic'
  | 'Period'
  | 'EvaluationPeriods'
  | 'Threshold'
>

export interface AlarmSpec {
  /** What it means that this alarm rings, for its mail. */
  readonly means: string
  readonly subject: Subject
  readonly measure: Measure
}

const fiveMinutes = { Period: 300, EvaluationPeriods: 2 }
/** Three bad minutes: a task that is replaced is unhealthy for less. */
const threeMinutes = { Period: 60, EvaluationPeriods: 3 }

/** The alarms of an environment, by logical id. Pure. */
export function alarmsOf(manifest: Manifest): Record<string, AlarmSpec> {
  const { alarms } = manifest
  if (!alarms) return {}
  const entered = Object.keys(entrances(manifest))
  return {
    ...each(Object.keys(manifest.services), 'cpu', alarms.cpu, utilization(manifest, 'CPU')),
    ...each(Object.keys(manifest.services), 'memory', alarms.memory, utilization(manifest, 'Memory')),
    ...each(entered, 'unhealthy-hosts', alarms.unhealthyHosts, unhealthyHosts),
    ...(entered.length > 0 ? { ...http5xx(alarms), ...latency(alarms) } : {}),
  }
}

function each(
  services: readonly string[],
  suffix: string,
  threshold: number | undefined,
  specOf: (service: string, threshold: number) => AlarmSpec,
): Record<string, AlarmSpec> {
  if (threshold === undefined) return {}
  return Object.fromEntries(services.map(name => [`${name}-${suffix}`, specOf(name, threshold)]))
}

function utilization(manifest: Manifest, resource: 'CPU' | 'Memory') {
  return (service: string, Threshold: number): AlarmSpec => ({
    means: `${service} uses more than ${Threshold} % of its ${resource === 'CPU' ? resource : 'memory'}`,
    subject: { of: 'service', cluster: clusterNameOf(manifest), name: nameOf(manifest, service) },
    measure: {
      Namespace: 'AWS/ECS',
      MetricName: `${resource}Utilization`,
      Statistic: 'Average',
      Threshold,
      ...fiveMinutes,
    },
  })
}

function unhealthyHosts(service: string, Threshold: number): AlarmSpec {
  const Namespace = 'AWS/ApplicationELB'
  return {
    means: `More than ${Threshold} targets of ${service} are unhealthy`,
    subject: { of: 'target-group', service },
    measure: {
      Namespace,
      MetricName: 'UnHealthyHostCount',
      Statistic: 'Maximum',
      Threshold,
      ...threeMinutes,
    },
  }
}

function http5xx({ http5xx }: NonNullable<Manifest['alarms']>): Record<string, AlarmSpec> {
  if (!http5xx) return {}
  return {
    'http-5xx': {
      means: `The services answer more than ${http5xx.count} requests in ${http5xx.period} s with 5xx`,
      subject: { of: 'load-balancer' },
      measure: {
        Namespace: 'AWS/ApplicationELB',
        MetricName: 'HTTPCode_Target_5XX_Count',
        Statistic: 'Sum',
        Threshold: http5xx.count,
        Period: http5xx.period,
        EvaluationPeriods: 1,
      },
    },
  }
}

function latency({ latencyP95 }: NonNullable<Manifest['alarms']>): Record<string, AlarmSpec> {
  if (latencyP95 === undefined) return {}
  return {
    'latency-p95': {
      means: `One request in twenty takes longer than ${latencyP95} s`,
      subject: { of: 'load-balancer' },
      measure: {
        Namespace: 'AWS/ApplicationELB',
        MetricName: 'TargetResponseTime',
        ExtendedStatistic: 'p95',
        Threshold: latencyP95,
        ...fiveMinutes,
      },
    },
  }
}
