import { unlessMissing } from '../../aws/index.ts'
import { DeployctlError } from '../../errors/index.ts'
import { serviceDimensions } from '../../resources/alarms/service-alarms.ts'
import type { Context } from '../context.ts'
import { readLive } from '../live/standing.ts'

export interface ActualHours {
  readonly hoursPerDay: number
  /** Of how many days, at the most 30. */
  readonly days: number
}

const day = 24 * 60 * 60_000
const longest = 30 * day
/** CloudWatch keeps minutes for 15 days only, and five of them for 63 (CloudWatch User Guide, "Metrics concepts"). */
const period = 5

/**
 * How long a day what sleeps on demand was really awake lately: ECS reports a task's CPU once a minute, and nothing
 * while there is none.
 * @throws DeployctlError `on-demand.absent`, `on-demand.no-metrics`
 */
export async function actualHours(context: Context): Promise<ActualHours> {
  const { manifest, scope, ports, clock, signal } = context
  const service = manifest.onDemand?.service
  if (service === undefined)
    throw new DeployctlError('on-demand.absent', {
      message: `Nothing of ${scope.environment} sleeps on demand, so that its hours are those of the day.`,
    })
  const now = clock.now()
  const Metric = {
    Namespace: 'AWS/ECS',
    MetricName: 'CPUUtilization',
    Dimensions: serviceDimensions(manifest, service),
  }
  const stat = { Metric, Period: period * 60, Stat: 'SampleCount' }
  const { MetricDataResults = [] } = await ports.cloudwatch.getMetricData(
    {
      StartTime: new Date(now - longest),
      EndTime: new Date(now),
      MetricDataQueries: [{ Id: 'samples', MetricStat: stat }],
    },
    { signal },
  )
  const { Timestamps = [], Values = [] } = MetricDataResults[0] ?? {}
  const samples = Timestamps.map((at, index) => ({ at: at.getTime(), count: Values[index] ?? 0 }))
  const hours = hoursOf(samples, now)
  if (hours) return hours
  // Without a bootstrap there is no cluster either.
  const live = await unlessMissing(readLive(context, [service]))
  throw new DeployctlError('on-demand.no-metrics', {
    message: live?.has(service)
      ? `CloudWatch knows of no task of ${service} in the last 30 days.`
      : `${service} has not been deployed to ${scope.environment} yet.`,
  })
}

/**
 * A minute with a sample is one in which something ran, however many tasks. Undefined where there is none. Pure.
 * @param samples how many came in five minutes, at their beginning
 */
export function hoursOf(
  samples: readonly { readonly at: number; readonly count: number }[],
  now: number,
): ActualHours | undefined {
  if (samples.length === 0) return undefined
  const minutes = samples.reduce((all, { count }) => all + Math.min(period, count), 0)
  const first = Math.min(...samples.map(({ at }) => at))
  // Before its first task it may not have stood at all.
  const days = Math.max(1, Math.min(longest, now - first) / day)
  return { hoursPerDay: Math.round((minutes / 60 / days) * 100) / 100, days: Math.round(days) }
}
