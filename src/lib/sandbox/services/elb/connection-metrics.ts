import type { Datum, DerivedMetrics } from '../cloudwatch/derived.ts'
import { minuteOf, minutesIn } from '../cloudwatch/minutes.ts'
import { connections } from './connections.ts'
import { pathOf } from './names.ts'

const namespace = 'AWS/ApplicationELB'
const name = 'ActiveConnectionCount'

/**
 * Connections in each minute in which there were any: of each WebSocket, that of the client and that to the target.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export const connectionMetrics: DerivedMetrics = {
  namespace,

  known(call) {
    const owners = new Set(
      call
        .table(connections)
        .values()
        .map(({ loadBalancerArn }) => loadBalancerArn),
    )
    return [...owners].map(arn => ({
      namespace,
      name,
      dimensions: [{ Name: 'LoadBalancer', Value: pathOf(arn) }],
    }))
  },

  data(call, { dimensions }, from, to) {
    const minutes = call
      .table(connections)
      .filter(({ loadBalancerArn }) => pathOf(loadBalancerArn) === dimensions[0]!.Value)
      .flatMap(({ openedAt, closedAt = call.now + 1 }) =>
        minutesIn(Math.max(from, minuteOf(openedAt)), Math.min(to, closedAt)),
      )
    const byMinute = Map.groupBy(minutes, minute => minute)
    return [...byMinute].map(([timestamp, { length }]): Datum => ({ timestamp, value: 2 * length }))
  },
}
