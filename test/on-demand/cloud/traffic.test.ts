import { expect, test } from 'vitest'
import { queriesFor, trafficOf } from '../../../src/lib/on-demand/cloud/traffic.ts'
import type { LoadBalancerDoor } from '../../../src/lib/on-demand/settings.ts'

const arn = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012'
const door: LoadBalancerDoor = {
  kind: 'load-balancer',
  listener: `${arn}:listener/app/shop-prod-main/50dc6c495c0c9188/f2f7dc8efc522ab2`,
  services: [
    `${arn}:targetgroup/shop-prod-app/6d0ecf831eec9f09`,
    `${arn}:targetgroup/shop-prod-api/73e2d6bc24d8a067`,
  ],
  waker: `${arn}:targetgroup/shop-prod-on-demand-waker/943f017f100becff`,
  countsConnections: true,
}
const balancer = { Name: 'LoadBalancer', Value: 'app/shop-prod-main/50dc6c495c0c9188' }

test('of a load balancer, what each service was asked counts, and what is open', () => {
  expect(queriesFor({ door }).map(({ Id, MetricStat }) => [Id, MetricStat?.Metric])).toEqual([
    [
      'requests0',
      {
        Namespace: 'AWS/ApplicationELB',
        MetricName: 'RequestCount',
        Dimensions: [balancer, { Name: 'TargetGroup', Value: 'targetgroup/shop-prod-app/6d0ecf831eec9f09' }],
      },
    ],
    [
      'requests1',
      {
        Namespace: 'AWS/ApplicationELB',
        MetricName: 'RequestCount',
        Dimensions: [balancer, { Name: 'TargetGroup', Value: 'targetgroup/shop-prod-api/73e2d6bc24d8a067' }],
      },
    ],
    [
      'connections',
      { Namespace: 'AWS/ApplicationELB', MetricName: 'ActiveConnectionCount', Dimensions: [balancer] },
    ],
  ])
})

test('where others have connections too, none count', () => {
  const ids = queriesFor({ door: { ...door, countsConnections: false } }).map(({ Id }) => Id)
  expect(ids).toEqual(['requests0', 'requests1'])
})

test('of an HTTP API, each route that leads to a service counts', () => {
  const routes = { $default: 'i-1', 'ANY /v1/{proxy+}': 'i-2' }
  const api = { kind: 'http-api', apiId: 'a1', routes, waker: 'i-3', discoveryServices: [] } as const
  expect(queriesFor({ door: api }).map(({ MetricStat }) => MetricStat?.Metric?.Dimensions)).toEqual([
    [
      { Name: 'ApiId', Value: 'a1' },
      { Name: 'Stage', Value: '$default' },
      { Name: 'Method', Value: '$default' },
      { Name: 'Resource', Value: '$default' },
    ],
    [
      { Name: 'ApiId', Value: 'a1' },
      { Name: 'Stage', Value: '$default' },
      { Name: 'Method', Value: 'ANY' },
      { Name: 'Resource', Value: '/v1/{proxy+}' },
    ],
  ])
})

const now = Date.UTC(2026, 0, 1, 12, 0)
const minutes = 60_000
const at = (...ago: number[]) => ago.map(one => new Date(now - one * minutes))

test('requests of all services add up, and those before the time that counts do not', () => {
  const results = [
    { Id: 'requests0', Timestamps: at(1, 4, 9), Values: [2, 1, 50] },
    { Id: 'requests1', Timestamps: at(1), Values: [4] },
  ]
  expect(trafficOf(results, 5 * minutes, now)).toEqual({ requests: 7, connections: 0 })
})

test('what CloudWatch could not read to its end is not known', () => {
  const results = [{ Id: 'requests0', StatusCode: 'PartialData' as const, Timestamps: at(1), Values: [0] }]
  expect(trafficOf(results, 5 * minutes, now).requests).toBeUndefined()
})
