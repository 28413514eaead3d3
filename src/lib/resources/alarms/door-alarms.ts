import type { Rate } from '../../manifest/schema/alarms.ts'
import type { Manifest } from '../../manifest/schema/manifest.ts'
import { hasHttpApi } from '../api-targets.ts'
import { entrances, hasIngress } from '../ingress.ts'
import {
  type AlarmSpec,
  type Alarms,
  type AlarmsOf,
  type Calculation,
  fiveMinutes,
  type Measure,
  type Subject,
  type Term,
} from './alarm-spec.ts'
import { apiAlarms } from './api-alarms.ts'
import { waitingAnswers } from './on-demand-alarms.ts'

const Namespace = 'AWS/ApplicationELB'

/** What those who ask meet at the load balancer. */
export const doorAlarms: AlarmsOf = (manifest, { http5xx, latencyP95 }) => {
  if (hasHttpApi(manifest)) return apiAlarms(http5xx, latencyP95, waitingAnswers(manifest))
  if (!hasIngress(manifest)) return {}
  const isOurs = !manifest.loadBalancer.existing
  return {
    ...(latencyP95 !== undefined && atTheDoor(manifest, 'latency-p95', latency(latencyP95))),
    ...(http5xx && 'percent' in http5xx && atTheDoor(manifest, 'http-5xx', shareOfErrors(http5xx.percent))),
    ...(http5xx && 'count' in http5xx && atTheDoor(manifest, 'http-5xx', errors(http5xx))),
    ...(http5xx && 'count' in http5xx && isOurs && { 'http-5xx-unanswered': unanswered(http5xx) }),
  }
}

type Asked = (who: string, subject: Subject) => Omit<AlarmSpec, 'subject'>

/**
 * One alarm for all that comes in; on a load balancer that others use too, or whose visitors a waker asks to wait by 503,
 * one for each service of ours.
 */
function atTheDoor(manifest: Manifest, suffix: string, specOf: Asked): Alarms {
  if (!manifest.loadBalancer.existing && !manifest.onDemand) {
    const subject = { of: 'load-balancer' } as const
    return { [suffix]: { subject, ...specOf('The services', subject) } }
  }
  const specs = Object.keys(entrances(manifest)).map(service => {
    const subject = { of: 'target-group', service } as const
    return [`${service}-${suffix}`, { subject, ...specOf(service, subject) }]
  })
  return Object.fromEntries(specs)
}

function errors({ count, period }: Rate): Asked {
  return who => ({
    means: `${who} answered more than ${count} requests in ${period} s with 5xx`,
    measure: { ...sum('HTTPCode_Target_5XX_Count'), Threshold: count, Period: period },
  })
}

/** What nobody is left to answer counts as the load balancer's own answer, not as a service's. */
function unanswered({ count, period }: Rate): AlarmSpec {
  return {
    means: `The load balancer had no service to answer more than ${count} requests in ${period} s`,
    subject: { of: 'load-balancer' },
    measure: { ...sum('HTTPCode_ELB_5XX_Count'), Threshold: count, Period: period },
  }
}

function sum(MetricName: string): Omit<Measure, 'Threshold' | 'Period'> {
  return { Namespace, MetricName, Statistic: 'Sum', EvaluationPeriods: 1 }
}

/** Of all answers, those for want of a service included: AWS counts only requests that found one. */
function shareOfErrors(percent: number): Asked {
  return (who, subject) => ({
    means: `${who} answered more than ${percent} % of all requests with 5xx`,
    measure: subject.of === 'load-balancer' ? ofEverything(percent, subject) : ofOurs(percent, subject),
  })
}

function ofEverything(Threshold: number, subject: Subject): Calculation {
  return {
    ...fiveMinutes,
    Threshold,
    expression: '100 * (FILL(failed, 0) + FILL(unanswered, 0)) / (FILL(requests, 0) + FILL(unanswered, 0))',
    terms: {
      failed: count(subject, 'HTTPCode_Target_5XX_Count'),
      requests: count(subject, 'RequestCount'),
      unanswered: count(subject, 'HTTPCode_ELB_5XX_Count'),
    },
  }
}

/** What a load balancer of others answers by itself may have been asked of them. */
function ofOurs(Threshold: number, subject: Subject): Calculation {
  return {
    ...fiveMinutes,
    Threshold,
    expression: '100 * FILL(failed, 0) / requests',
    terms: {
      failed: count(subject, 'HTTPCode_Target_5XX_Count'),
      requests: count(subject, 'RequestCount'),
    },
  }
}

function count(subject: Subject, MetricName: string): Term {
  return { subject, Namespace, MetricName, Stat: 'Sum' }
}

function latency(Threshold: number): Asked {
  return who => ({
    means: `${who} took longer than ${Threshold} s for one request in twenty`,
    measure: {
      Namespace,
      MetricName: 'TargetResponseTime',
      ExtendedStatistic: 'p95',
      Threshold,
      ...fiveMinutes,
    },
  })
}
