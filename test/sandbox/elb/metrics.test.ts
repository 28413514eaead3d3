import { once } from 'node:events'
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { ask } from '../apigateway/bench.ts'
import { type Bench, closeBench, seconds } from '../ecs/bench.ts'
import { listedMetrics, pointsOf, total } from '../metrics.ts'
import { type LoadBalancer, serve, startFront } from './bench.ts'

const minute = 60 * seconds

let bench: Bench
let web: LoadBalancer
let whole: { LoadBalancer: string }
let group: { LoadBalancer: string; TargetGroup: string }
beforeAll(async () => {
  ;({ bench, web } = await startFront())
  whole = { LoadBalancer: web.arn.split(':loadbalancer/')[1]! }
  group = { ...whole, TargetGroup: web.targetGroup.split(':').at(-1)! }
  await serve({ bench, web })
  await bench.sandbox.advance(300 * seconds)
  await toNextMinute()
})
afterAll(() => closeBench(bench))

async function toNextMinute(): Promise<number> {
  await bench.sandbox.advance(minute - (bench.sandbox.clock.now() % minute))
  return bench.sandbox.clock.now()
}

test('requests are counted by the minute, for the load balancer and for the group that got them', async () => {
  const first = bench.sandbox.clock.now()
  await ask(bench, web.dnsName, '/')
  await bench.sandbox.advance(30 * seconds)
  await ask(bench, web.dnsName, '/')
  const third = (await toNextMinute()) + minute
  await bench.sandbox.advance(minute)
  await ask(bench, web.dnsName, '/')
  for (const dimensions of [whole, group]) {
    expect(await pointsOf(bench, 'AWS/ApplicationELB RequestCount', dimensions)).toEqual([
      [first, 2],
      [third, 1],
    ])
    expect(await total(bench, 'AWS/ApplicationELB HTTPCode_Target_2XX_Count', dimensions)).toBe(3)
  }
})

test('what no target gets does not count as a request, but its answer does', async () => {
  const before = await total(bench, 'AWS/ApplicationELB RequestCount', whole)
  const Actions = [{ Type: 'fixed-response' as const, FixedResponseConfig: { StatusCode: '503' } }]
  const Conditions = [{ Field: 'path-pattern', Values: ['/closed'] }]
  await bench.elb.send(
    new elb.CreateRuleCommand({ ListenerArn: web.listener, Priority: 1, Conditions, Actions }),
  )
  expect((await ask(bench, web.dnsName, '/closed')).status).toBe(503)
  expect(await total(bench, 'AWS/ApplicationELB RequestCount', whole)).toBe(before)
  expect(await total(bench, 'AWS/ApplicationELB HTTPCode_ELB_5XX_Count', whole)).toBe(1)
  expect(await total(bench, 'AWS/ApplicationELB HTTPCode_Target_5XX_Count', whole)).toBe(0)
})

test('a WebSocket is one request, and two connections in each minute while it is open', async () => {
  const metric = 'AWS/ApplicationELB ActiveConnectionCount'
  const requests = await total(bench, 'AWS/ApplicationELB RequestCount', group)
  expect(await listedMetrics(bench, metric)).toEqual([])
  expect(await pointsOf(bench, metric, whole)).toEqual([])

  const start = await toNextMinute()
  await bench.sandbox.advance(30 * seconds)
  const [one, other] = [await open(), await open()]
  expect(await pointsOf(bench, metric, whole)).toEqual([[start, 4]])
  await bench.sandbox.advance(minute)
  await close(other, 1)
  await bench.sandbox.advance(minute)
  await close(one, 0)
  await bench.sandbox.advance(5 * minute)
  expect(await pointsOf(bench, metric, whole)).toEqual([
    [start, 4],
    [start + minute, 4],
    [start + 2 * minute, 2],
  ])
  expect(await listedMetrics(bench, metric)).toEqual([whole])
  expect(await total(bench, 'AWS/ApplicationELB RequestCount', group)).toBe(requests + 2)
})

async function open(): Promise<WebSocket> {
  const address = bench.sandbox.endpoint.replace('http', 'ws')
  const socket = new WebSocket(`${address}/live`, { headers: { host: web.dnsName } })
  await once(socket, 'open')
  return socket
}

/** Closes it, and waits until the load balancer has seen it. @param left how many are open then */
async function close(socket: WebSocket, left: number): Promise<void> {
  socket.close()
  await vi.waitFor(async () => {
    const response = await fetch(`${bench.sandbox.endpoint}/_sandbox/state`)
    const state = (await response.json()) as Record<string, object>
    expect(Object.keys(state['elb.open-connections']!)).toHaveLength(left)
  })
}
