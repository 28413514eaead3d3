import { RunTaskCommand } from '@aws-sdk/client-ecs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Bench, closeBench, register, seconds, startBench, tasksOf } from './ecs/bench.ts'
import { digestOf, registryClient } from './registry-client.ts'

let bench: Bench
beforeEach(async () => {
  bench = await startBench()
})
afterEach(() => closeBench(bench))

async function reasonFor(image: string): Promise<string | undefined> {
  const taskDefinition = await register(bench, 'job', { image })
  const { networkConfiguration } = bench
  const input = { cluster: 'main', taskDefinition, networkConfiguration, launchType: 'FARGATE' } as const
  const { tasks } = await bench.ecs.send(new RunTaskCommand(input))
  await bench.sandbox.advance(120 * seconds)
  const stopped = await tasksOf(bench, 'STOPPED')
  return stopped.find(({ taskArn }) => taskArn === tasks![0]!.taskArn)!.stoppedReason
}

const ended = 'Essential container in task exited'

test('a task runs what was pushed, by tag or digest, whatever port the registry had then', async () => {
  const { ecr, host, push } = await registryClient(bench.sandbox)
  await ecr.createRepository({ repositoryName: 'shop/api' })
  const { digest } = await push('shop/api', 'v1')
  expect(await reasonFor(`${host}/shop/api:v1`)).toBe(ended)
  expect(await reasonFor(`${host}/shop/api@${digest}`)).toBe(ended)
  expect(await reasonFor(`127.0.0.1:1/shop/api@${digest}`)).toBe(ended)
  expect(await reasonFor(`${host}/shop/api:v2`)).toContain('CannotPullContainerError')
  expect(await reasonFor(`${host}/shop/api@${digestOf('other')}`)).toContain('CannotPullContainerError')
  await ecr.batchDeleteImage({ repositoryName: 'shop/api', imageIds: [{ imageDigest: digest }] })
  expect(await reasonFor(`${host}/shop/api@${digest}`)).toContain('CannotPullContainerError')
})

test('a task runs the image that is there from the start', async () => {
  const hello = `${new URL(bench.sandbox.endpoint).host}/sandbox/hello`
  const { headers } = await fetch(`${bench.sandbox.endpoint}/v2/sandbox/hello/manifests/latest`)
  expect(await reasonFor(hello)).toBe(ended)
  expect(await reasonFor(`${hello}@${headers.get('docker-content-digest')}`)).toBe(ended)
  expect(await reasonFor(`${hello}:none`)).toContain('CannotPullContainerError')
})
