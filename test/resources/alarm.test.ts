import { expect, test } from 'vitest'
import { alarm } from '../../src/lib/resources/alarm.ts'
import { World } from '../../src/lib/resources/world.ts'
import { manifestOf } from './manifest.ts'

const alarms = {
  notify: ['ops@example.com'],
  cpu: 80,
  memory: 85,
  http5xx: '10/5m',
  latencyP95: '1s',
  unhealthyHosts: 0,
}
const services = { api: { port: 8080, routes: ['/*'] }, worker: {} }

const balancerArn = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop-prod-main/50dc'
const groupArn = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/shop-prod-api/6d0e'

test('each service has its alarms, those behind the load balancer more', () => {
  expect(Object.keys(alarm.desired(manifestOf({ services, alarms }))).toSorted()).toEqual([
    'api-cpu',
    'api-memory',
    'api-unhealthy-hosts',
    'http-5xx',
    'http-5xx-unanswered',
    'latency-p95',
    'worker-cpu',
    'worker-memory',
  ])
  expect(alarm.desired(manifestOf({ services }))).toEqual({})
  expect(Object.keys(alarm.desired(manifestOf({ services, alarms, ingress: 'none' })))).not.toContain(
    'http-5xx',
  )
})

test.each([
  [
    'http-5xx',
    {
      MetricName: 'HTTPCode_Target_5XX_Count',
      Statistic: 'Sum',
      Threshold: 10,
      Period: 300,
      EvaluationPeriods: 1,
    },
    [{ Name: 'LoadBalancer', Value: 'app/shop-prod-main/50dc' }],
  ],
  [
    'http-5xx-unanswered',
    { MetricName: 'HTTPCode_ELB_5XX_Count', Statistic: 'Sum', Threshold: 10, Period: 300 },
    [{ Name: 'LoadBalancer', Value: 'app/shop-prod-main/50dc' }],
  ],
  [
    'latency-p95',
    {
      MetricName: 'TargetResponseTime',
      ExtendedStatistic: 'p95',
      Threshold: 1,
      Period: 300,
      EvaluationPeriods: 2,
    },
    [{ Name: 'LoadBalancer', Value: 'app/shop-prod-main/50dc' }],
  ],
  [
    'api-unhealthy-hosts',
    {
      MetricName: 'UnHealthyHostCount',
      Statistic: 'Maximum',
      Threshold: 0,
      Period: 60,
      EvaluationPeriods: 3,
    },
    [
      { Name: 'LoadBalancer', Value: 'app/shop-prod-main/50dc' },
      { Name: 'TargetGroup', Value: 'targetgroup/shop-prod-api/6d0e' },
    ],
  ],
  [
    'worker-memory',
    {
      MetricName: 'MemoryUtilization',
      Statistic: 'Average',
      Threshold: 85,
      Period: 300,
      EvaluationPeriods: 2,
    },
    [
      { Name: 'ClusterName', Value: 'shared' },
      { Name: 'ServiceName', Value: 'shop-prod-worker' },
    ],
  ],
])('%s looks at the right number of the right thing', (id, measure, dimensions) => {
  const want = alarm.desired(manifestOf({ services, alarms, cluster: { existing: 'shared' } }))[id]!
  expect(want.measure).toMatchObject(measure)
  const world = new World()
  world.set('load-balancer', 'main', { state: { arn: balancerArn }, external: false })
  world.set('target-group', 'api', { state: { arn: groupArn }, external: false })
  const nothing = { name: id, state: 'OK', means: want.means, settings: {} as never }
  const changes = alarm.diff(want, nothing, world.standing(alarm.deps))
  expect(changes.find(({ path }) => path === 'Dimensions')!.to).toEqual(dimensions)
})

test('on a load balancer of others, only what our own services answer is looked at', () => {
  const shared = alarm.desired(manifestOf({ services, alarms, loadBalancer: { existing: balancerArn } }))
  expect(shared).not.toHaveProperty('http-5xx-unanswered')
  const subjects = Object.entries(shared).map(([id, spec]) => [id, spec!.subject.of])
  expect(Object.fromEntries(subjects)).toMatchObject({
    'api-http-5xx': 'target-group',
    'api-latency-p95': 'target-group',
  })
  expect(subjects.filter(([, of]) => of === 'load-balancer')).toEqual([])
})
