import type { CloudWatchClient, MetricDataQuery } from '@aws-sdk/client-cloudwatch'
import type { Settings } from '../settings.ts'

export interface Traffic {
  /** Requests that the service itself got; undefined where they cannot be read. */
  readonly requests: number | undefined
  /** Connections that are open now, such as WebSockets. */
  readonly connections: number
}

const minute = 60

/** What users asked of the service lately. What the waker answered is not counted: it does not go by the same way. */
export async function readTraffic(
  client: () => Promise<CloudWatchClient>,
  settings: Settings,
  now: number,
): Promise<Traffic> {
  const { GetMetricDataCommand } = await import('@aws-sdk/client-cloudwatch')
  const cloudwatch = await client()
  const { MetricDataResults = [] } = await cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(now - settings.idle.after * 1000),
      EndTime: new Date(now),
      MetricDataQueries: queriesFor(settings),
    }),
  )
  const isWhole = MetricDataResults.every(
    ({ StatusCode }) => StatusCode === 'Complete' || StatusCode === undefined,
  )
  const values = (prefix: string) =>
    MetricDataResults.filter(({ Id }) => Id?.startsWith(prefix)).map(({ Values = [] }) => Values)
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)
  return {
    requests: isWhole ? sum(values('requests').flat()) : undefined,
    // Newest first, and the newest minute may still be growing.
    connections: Math.max(
      0,
      ...values('connections').map(([first = 0, second = 0]) => Math.max(first, second)),
    ),
  }
}

/** Pure. */
export function queriesFor({ door }: Settings): MetricDataQuery[] {
  if (door.kind === 'http-api') {
    // With detailed metrics, an HTTP API counts each route by itself.
    return door.routes.map((route, index) => {
      const [method, resource] = route === '$default' ? ['$default', '$default'] : route.split(' ')
      return query(`requests${index}`, 'AWS/ApiGateway', 'Count', {
        ApiId: door.apiId,
        Stage: '$default',
        Method: method!,
        Resource: resource!,
      })
    })
  }
  const loadBalancer = door.rules[0]!.split(':listener-rule/')[1]!.split('/').slice(0, 3).join('/')
  const targetGroup = door.service.split(':').at(-1)!
  return [
    query('requests0', 'AWS/ApplicationELB', 'RequestCount', {
      LoadBalancer: loadBalancer,
      TargetGroup: targetGroup,
    }),
    query('connections0', 'AWS/ApplicationELB', 'ActiveConnectionCount', { LoadBalancer: loadBalancer }),
  ]
}

function query(
  Id: string,
  Namespace: string,
  MetricName: string,
  dimensions: Readonly<Record<string, string>>,
): MetricDataQuery {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
  return { Id, MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: minute, Stat: 'Sum' } }
}
