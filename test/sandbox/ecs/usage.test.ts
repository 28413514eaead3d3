import { UpdateServiceCommand } from '@aws-sdk/client-ecs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listedMetrics, pointsOf } from '../metrics.ts'
import { type Bench, closeBench, createService, register, seconds, startBench, tasksOf } from './bench.ts'

const minute = 60 * seconds
const hour = 60 * minute
const day = 24 * hour
const cpu = 'AWS/ECS CPUUtilization'
const cluster = { ClusterName: 'main' }
const service = { ...cluster, ServiceName: 'api' }

let bench: Bench
beforeEach(async () => {
  bench = await startBench()
})
afterEach(() => closeBench(bench))

async function scale(desiredCount: number): Promise<void> {
  await bench.ecs.send(new UpdateServiceCommand({ cluster: 'main', service: 'api', desiredCount }))
}

function samples(period: number, from: number) {
  return pointsOf(bench, cpu, service, { stat: 'SampleCount', period, from })
}

test('each task that runs is a sample a minute, and none is none', async () => {
  const from = bench.sandbox.clock.now()
  expect(await listedMetrics(bench, cpu)).toEqual([])
  await createService(bench, 'api', await register(bench, 'api'))
  await bench.sandbox.advance(10 * minute)
  await scale(0)
  await bench.sandbox.advance(10 * minute)
  const lives = (await tasksOf(bench, 'STOPPED')).map(({ startedAt, executionStoppedAt }) => ({
    from: startedAt!.getTime(),
    to: executionStoppedAt!.getTime(),
  }))
  expect(lives).toHaveLength(2)

  const points = await samples(60, from)
  expect(points.length).toBeGreaterThan(5)
  for (const [at, count] of points) {
    expect(count).toBe(lives.filter(life => life.from <= at && at < life.to).length)
  }
  const whole = lives.reduce((sum, life) => sum + (life.to - life.from), 0) / minute
  const counted = points.reduce((sum, [, count]) => sum + count, 0)
  expect(Math.abs(counted - whole)).toBeLessThan(2)
  expect(await listedMetrics(bench, cpu)).toEqual([cluster, service])
  const memory = await pointsOf(bench, 'AWS/ECS MemoryUtilization', cluster, { stat: 'SampleCount', from })
  expect(memory).toEqual(points)
})

test('a task that runs goes on being counted over days, and by longer periods for longer', async () => {
  await createService(bench, 'api', await register(bench, 'api'), { desiredCount: 1 })
  await bench.sandbox.advance(20 * day)
  await scale(0)
  await bench.sandbox.advance(hour)
  const from = bench.sandbox.clock.now() - 30 * day
  const sum = (points: [number, number][]) => points.reduce((all, [, count]) => all + count, 0)
  const fives = await samples(300, from)
  expect(sum(fives) / 60 / 24).toBeCloseTo(20, 1)
  expect(Math.max(...fives.map(([, count]) => count))).toBe(5)
  // Of each minute, CloudWatch remembers 15 days only.
  expect(sum(await samples(60, from)) / 60 / 24).toBeCloseTo(15, 0)
})

test('another service is another metric, and a plan speaks instead', async () => {
  await createService(bench, 'api', await register(bench, 'api'))
  await bench.sandbox.advance(10 * minute)
  expect(await pointsOf(bench, cpu, { ...cluster, ServiceName: 'web' })).toEqual([])
  expect((await pointsOf(bench, cpu, service, { stat: 'Average' })).at(-1)![1]).toBe(1)
  bench.sandbox.faults.add({ services: { monitoring: { [cpu]: 90 } } })
  expect((await pointsOf(bench, cpu, service, { stat: 'Average' })).map(([, value]) => value)).toEqual([90])
})
