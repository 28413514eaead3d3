import type { Rate, Share } from '../../manifest/schema/alarms.ts'
import { type AlarmSpec, type Alarms, fiveMinutes, type Term } from './alarm-spec.ts'

const Namespace = 'AWS/ApiGateway'
const subject = { of: 'http-api' } as const

/**
 * What those who ask meet at the HTTP API; what it answers by itself counts with what services and functions answer.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
 */
export function apiAlarms(http5xx: Rate | Share | undefined, latencyP95: number | undefined): Alarms {
  return {
    ...(http5xx && { 'http-5xx': 'percent' in http5xx ? shareOfErrors(http5xx) : errors(http5xx) }),
    ...(latencyP95 !== undefined && { 'latency-p95': latency(latencyP95) }),
  }
}

function errors({ count, period }: Rate): AlarmSpec {
  return {
    means: `The HTTP API answered more than ${count} requests in ${period} s with 5xx`,
    subject,
    measure: {
      Namespace,
      MetricName: '5xx',
      Statistic: 'Sum',
      Threshold: count,
      Period: period,
      EvaluationPeriods: 1,
    },
  }
}

function shareOfErrors({ percent }: Share): AlarmSpec {
  return {
    means: `The HTTP API answered more than ${percent} % of all requests with 5xx`,
    subject,
    measure: {
      ...fiveMinutes,
      Threshold: percent,
      expression: '100 * FILL(failed, 0) / requests',
      terms: { failed: count('5xx'), requests: count('Count') },
    },
  }
}

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
