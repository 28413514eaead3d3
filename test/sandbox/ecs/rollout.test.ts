import { UpdateServiceCommand } from '@aws-sdk/client-ecs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  type Bench,
  closeBench,
  createService,
  deploymentsOf,
  describeService,
  eventsOf,
  makeLoadBalancer,
  register,
  seconds,
  startBench,
  targetHealth,
  tasksOf,
} from './bench.ts'

let bench: Bench
beforeEach(async () => {
  bench = await startBench()
})
afterEach(() => closeBench(bench))

test('a new service starts its tasks and reaches a steady state', async () => {
  const created = await createService(bench, 'api', await register(bench, 'api'))
  expect(created.deployments).toMatchObject([
    { status: 'PRIMARY', rolloutState: 'IN_PROGRESS', desiredCount: 2 },
  ])

  await bench.sandbox.advance(1 * seconds)
  expect(await tasksOf(bench, 'RUNNING', 'api')).toMatchObject([
    { lastStatus: 'PROVISIONING' },
    { lastStatus: 'PROVISIONING' },
  ])
  expect(await describeService(bench, 'api')).toMatchObject({ pendingCount: 2, runningCount: 0 })

  await bench.sandbox.advance(60 * seconds)
  expect(await describeService(bench, 'api')).toMatchObject({
    pendingCount: 0,
    runningCount: 2,
    deployments: [{ rolloutState: 'COMPLETED' }],
  })
  expect(await eventsOf(bench, 'api')).toEqual([
    'has started 2 tasks: (task …) (task …).',
    '(deployment ecs-svc/…) deployment completed.',
    'has reached a steady state.',
  ])
})

test('a rolling deployment starts the new tasks, waits until they are healthy, and drains the old ones', async () => {
  const { loadBalancers, targetGroup } = await makeLoadBalancer(bench, 'web')
  await createService(bench, 'api', await register(bench, 'api'), { loadBalancers })
  await bench.sandbox.advance(120 * seconds)
  expect(await targetHealth(bench, targetGroup)).toEqual([{ State: 'healthy' }, { State: 'healthy' }])

  const taskDefinition = await register(bench, 'api')
  const updated = await bench.ecs.send(
    new UpdateServiceCommand({ cluster: 'main', service: 'api', taskDefinition }),
  )
  expect(updated.service!.deployments).toMatchObject([
    { status: 'PRIMARY', rolloutState: 'IN_PROGRESS', taskDefinition },
    { status: 'ACTIVE', rolloutState: 'COMPLETED', runningCount: 2 },
  ])
  expect(await deploymentsOf(bench, 'api')).toHaveLength(1)

  await bench.sandbox.advance(45 * seconds)
  expect(await describeService(bench, 'api')).toMatchObject({ runningCount: 4 })
  expect((await deploymentsOf(bench, 'api'))[0]).toMatchObject({
    status: 'IN_PROGRESS',
    sourceServiceRevisions: [{ requestedTaskCount: 0, runningTaskCount: 2 }],
    targetServiceRevision: { requestedTaskCount: 2, runningTaskCount: 2 },
  })

  await bench.sandbox.advance(20 * seconds)
  expect((await targetHealth(bench, targetGroup)).map(({ State }) => State).sort()).toEqual([
    'draining',
    'draining',
    'healthy',
    'healthy',
  ])

  expect((await deploymentsOf(bench, 'api'))[0]!.status).toBe('IN_PROGRESS')

  await bench.sandbox.advance(60 * seconds)
  expect(await deploymentsOf(bench, 'api')).toMatchObject([
    { status: 'SUCCESSFUL' },
    { status: 'SUCCESSFUL' },
  ])
  expect((await describeService(bench, 'api')).deployments).toMatchObject([
    { taskDefinition, runningCount: 2 },
  ])
  expect(await eventsOf(bench, 'api')).toEqual([
    'has started 2 tasks: (task …) (task …).',
    'registered 1 targets in (target-group …)',
    'registered 1 targets in (target-group …)',
    '(deployment ecs-svc/…) deployment completed.',
    'has reached a steady state.',
    'has started 2 tasks: (task …) (task …).',
    'registered 1 targets in (target-group …)',
    'registered 1 targets in (target-group …)',
    'deregistered 1 targets in (target-group …)',
    'deregistered 1 targets in (target-group …)',
    'has begun draining connections on 2 tasks.',
    'has stopped 2 running tasks: (task …) (task …).',
    '(deployment ecs-svc/…) deployment completed.',
    'has reached a steady state.',
  ])
})

test('a target that falls ill while the service is at rest is replaced', async () => {
  const { loadBalancers } = await makeLoadBalancer(bench, 'web')
  await createService(bench, 'api', await register(bench, 'api', {}, 'unhealthy-after:300'), {
    loadBalancers,
  })
  await bench.sandbox.advance(300 * seconds)
  expect((await eventsOf(bench, 'api')).at(-1)).toBe('has reached a steady state.')
  await bench.sandbox.advance(120 * seconds)
  expect(await eventsOf(bench, 'api')).toContain(
    '(port 8080) is unhealthy in (target-group …) due to (reason Request timed out).',
  )
})

test('tasks that die after they were healthy are replaced, and fail no deployment', async () => {
  const deploymentConfiguration = { deploymentCircuitBreaker: { enable: true, rollback: true } }
  const definition = await register(bench, 'api', {}, 'crash:1:60')
  await createService(bench, 'api', definition, { deploymentConfiguration })
  await bench.sandbox.advance(97 * seconds)
  expect(await tasksOf(bench, 'STOPPED', 'api')).toHaveLength(2)
  const unfailed = { deployments: [{ rolloutState: 'COMPLETED', failedTasks: 0 }] }
  expect(await describeService(bench, 'api')).toMatchObject({ ...unfailed, pendingCount: 2 })
  await bench.sandbox.advance(3600 * seconds)
  expect(await describeService(bench, 'api')).toMatchObject(unfailed)
})
