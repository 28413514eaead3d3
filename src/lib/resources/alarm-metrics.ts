import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { clusterNameOf } from './cluster.ts'
import { entrances, hasIngress } from './ingress.ts'
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
  const { cpu, memory, unhealthyHosts: hosts, http5xx, latencyP95 } = alarms
  const all = Object.keys(manifest.services)
  const isOurs = hasIngress(manifest) && !manifest.loadBalancer.existing
  return {
    ...each(all, 'cpu', cpu, utilization(manifest, 'CPU')),
    ...each(all, 'memory', memory, utilization(manifest, 'Memory')),
    ...each(Object.keys(entrances(manifest)), 'unhealthy-hosts', hosts, unhealthyHosts),
    ...(http5xx && atTheDoor(manifest, 'http-5xx', errors(http5xx))),
    ...(http5xx && isOurs && { 'http-5xx-unanswered': unanswered(http5xx) }),
    ...(latencyP95 !== undefined && atTheDoor(manifest, 'latency-p95', latency(latencyP95))),
  }
}

/** One alarm for all that comes in; on a load balancer that others use too, one for each service of ours. */
function atTheDoor(
  manifest: Manifest,
  suffix: string,
  specOf: (who: string) => Omit<AlarmSpec, 'subject'>,
): Record<string, AlarmSpec> {
  if (!hasIngress(manifest)) return {}
  if (!manifest.loadBalancer.existing)
    return { [suffix]: { subject: { of: 'load-balancer' }, ...specOf('The services') } }
  const specs = Object.keys(entrances(manifest)).map(service => [
    `${service}-${suffix}`,
    { subject: { of: 'target-group' as const, service }, ...specOf(service) },
  ])
  return Object.fromEntries(specs)
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

function errors({ count, period }: { count: number; period: number }) {
  return (who: string): Omit<AlarmSpec, 'subject'> => ({
    means: `${who} answered more than ${count} requests in ${period} s with 5xx`,
    measure: { ...sum('HTTPCode_Target_5XX_Count'), Threshold: count, Period: period },
  })
}

/** What nobody is left to answer counts as the load balancer's own answer, not as a service's. */
function unanswered({ count, period }: { count: number; period: number }): AlarmSpec {
  return {
    means: `The load balancer had no service to answer more than ${count} requests in ${period} s`,
    subject: { of: 'load-balancer' },
    measure: { ...sum('HTTPCode_ELB_5XX_Count'), Threshold: count, Period: period },
  }
}

function sum(MetricName: string) {
  return { Namespace: 'AWS/ApplicationELB', MetricName, Statistic: 'Sum' as const, EvaluationPeriods: 1 }
}

function latency(Threshold: number) {
  return (who: string): Omit<AlarmSpec, 'subject'> => ({
    means: `${who} took longer than ${Threshold} s for one request in twenty`,
    measure: {
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'TargetResponseTime',
      ExtendedStatistic: 'p95',
      Threshold,
      ...fiveMinutes,
    },
  })
}
