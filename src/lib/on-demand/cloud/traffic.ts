import type { CloudWatchClient, MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch'
import type { Settings } from '../settings.ts'
import { longestLook, minute, openConnections, type PerMinute } from './connections.ts'

export interface Traffic {
  /** Requests that the services themselves got; undefined where they cannot be read. */
  readonly requests: number | undefined
  /** Connections that are open now, such as WebSockets. */
  readonly connections: number
}

/** What users asked of the services lately. What the waker answered is not counted: it does not go by the same way. */
export async function readTraffic(
  client: () => Promise<CloudWatchClient>,
  settings: Settings,
  now: number,
): Promise<Traffic> {
  const { GetMetricDataCommand } = await import('@aws-sdk/client-cloudwatch')
  const cloudwatch = await client()
  const after = settings.idle.after * 1000
  const { MetricDataResults = [] } = await cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(now - Math.max(after, longestLook)),
      EndTime: new Date(now),
      MetricDataQueries: queriesFor(settings),
    }),
  )
  return trafficOf(MetricDataResults, after, now)
}

/** @param after milliseconds in which requests count. Pure. */
export function trafficOf(results: readonly MetricDataResult[], after: number, now: number): Traffic {
  const isWhole = results.every(({ StatusCode }) => StatusCode === 'Complete' || StatusCode === undefined)
  const requests = perMinute(results, 'requests')
  // The first minute is counted whole: in doubt nothing is stopped.
  const counted = [...requests].filter(([at]) => at > now - after - minute).map(([, count]) => count)
  const total = counted.reduce((all, one) => all + one, 0)
  return {
    requests: isWhole ? total : undefined,
    connections: openConnections(perMinute(results, 'connections'), requests, now),
  }
}

/** All results whose ids begin so, added up. */
function perMinute(results: readonly MetricDataResult[], prefix: string): PerMinute {
  const sums = new Map<number, number>()
  for (const { Id, Timestamps = [], Values = [] } of results) {
    if (!Id?.startsWith(prefix)) continue
    for (const [index, at] of Timestamps.entries())
      sums.set(at.getTime(), (sums.get(at.getTime()) ?? 0) + (Values[index] ?? 0))
  }
  return sums
}

/** Pure. */
export function queriesFor({ door }: Pick<Settings, 'door'>): MetricDataQuery[] {
  if (door.kind === 'http-api') {
    // With detailed metrics, an HTTP API counts each route by itself.
    return Object.keys(door.routes).map((route, index) => {
      const [method, resource] = route === '$default' ? ['$default', '$default'] : route.split(' ')
      return query(`requests${index}`, 'AWS/ApiGateway', 'Count', {
        ApiId: door.apiId,
        Stage: '$default',
        Method: method!,
        Resource: resource!,
      })
    })
  }
  const LoadBalancer = door.listener.split(':listener/')[1]!.split('/').slice(0, 3).join('/')
  const ofGroups = door.services.map((group, index) =>
    query(`requests${index}`, 'AWS/ApplicationELB', 'RequestCount', {
      LoadBalancer,
      TargetGroup: group.split(':').at(-1)!,
    }),
  )
  const open = query('connections', 'AWS/ApplicationELB', 'ActiveConnectionCount', { LoadBalancer })
  return door.countsConnections ? [...ofGroups, open] : ofGroups
}

function query(
  Id: string,
  Namespace: string,
  MetricName: string,
  dimensions: Readonly<Record<string, string>>,
): MetricDataQuery {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
  const Period = minute / 1000
  return { Id, MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat: 'Sum' } }
}
