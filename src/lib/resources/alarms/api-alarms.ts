import type { Rate, Share } from '../../manifest/schema/alarms.ts'
import { type AlarmSpec, type Alarms, fiveMinutes, type Term } from './alarm-spec.ts'

const Namespace = 'AWS/ApiGateway'
const subject = { of: 'http-api' } as const

/**
 * What those who ask meet at the HTTP API; what it answers by itself counts with what services and functions answer.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 * @param waiting counts the answers with 5xx that are as they should be: what sleeps asks its visitors to wait
 */
export function apiAlarms(
  http5xx: Rate | Share | undefined,
  latencyP95: number | undefined,
  waiting: Term | undefined,
): Alarms {
  const errorsOf = (asked: Rate | Share) =>
    'percent' in asked ? shareOfErrors(asked, waiting) : errors(asked, waiting)
  return {
    ...(http5xx && { 'http-5xx': errorsOf(http5xx) }),
    ...(latencyP95 !== undefined && { 'latency-p95': latency(latencyP95) }),
  }
}

function errors({ count: most, period }: Rate, waiting: Term | undefined): AlarmSpec {
  const occasion = { Threshold: most, Period: period, EvaluationPeriods: 1 }
  return {
    means: `The HTTP API answered more than ${most} requests in ${period} s with 5xx`,
    subject,
    measure: waiting
      ? { ...occasion, expression: unexpected, terms: { failed: count('5xx'), waiting } }
      : { ...occasion, Namespace, MetricName: '5xx', Statistic: 'Sum' },
  }
}

function shareOfErrors({ percent }: Share, waiting: Term | undefined): AlarmSpec {
  const terms = { failed: count('5xx'), requests: count('Count') }
  return {
    means: `The HTTP API answered more than ${percent} % of all requests with 5xx`,
    subject,
    measure: {
      ...fiveMinutes,
      Threshold: percent,
      expression: `100 * ${waiting ? `(${unexpected})` : 'FILL(failed, 0)'} / requests`,
      terms: waiting ? { ...terms, waiting } : terms,
    },
  }
}

const unexpected = 'FILL(failed, 0) - FILL(waiting, 0)'

function count(MetricName: string): Term {
  return { subject, Namespace, MetricName, Stat: 'Sum' }
}

function latency(seconds: number): AlarmSpec {
  return {
    means: `The HTTP API took longer than ${seconds} s for one request in twenty`,
    subject,
    // Unlike a load balancer it counts in milliseconds.
    measure: {
      Namespace,
      MetricName: 'Latency',
      ExtendedStatistic: 'p95',
      Threshold: seconds * 1000,
      ...fiveMinutes,
    },
  }
}
