import { StopServiceDeploymentCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs'
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
  tasksOf,
} from './bench.ts'

const deploymentConfiguration = { deploymentCircuitBreaker: { enable: true, rollback: true } }

let bench: Bench
beforeEach(async () => {
  bench = await startBench()
})
afterEach(() => closeBench(bench))

/** A service that has had one good deployment. */
async function goodService(more: Parameters<typeof createService>[3] = {}) {
  const good = await register(bench, 'api')
  await createService(bench, 'api', good, { deploymentConfiguration, ...more })
  await bench.sandbox.advance(120 * seconds)
  return good
}

function deploy(taskDefinition: string) {
  return bench.ecs.send(new UpdateServiceCommand({ cluster: 'main', service: 'api', taskDefinition }))
}

test('tasks that crash trip the circuit breaker, and the service goes back to the last good revision', async () => {
  const good = await goodService()
  const bad = await register(bench, 'api', {}, 'crash:7')
  const { service } = await deploy(bad)
  await bench.sandbox.advance(600 * seconds)

  const [failed] = await deploymentsOf(bench, 'api')
  expect(failed).toMatchObject({
    status: 'ROLLBACK_SUCCESSFUL',
    rollback: {
      reason: 'Service deployment rolled back because the circuit breaker threshold was exceeded.',
    },
    deploymentCircuitBreaker: { status: 'TRIGGERED', threshold: 3, failureCount: 4 },
  })
  const after = await describeService(bench, 'api')
  expect(after.deployments).toMatchObject([
    { taskDefinition: good, rolloutState: 'COMPLETED', runningCount: 2 },
  ])
  expect(after.deployments!.map(({ id }) => id)).not.toContain(service!.deployments![0]!.id)
  expect((await eventsOf(bench, 'api')).slice(3)).toEqual([
    'has started 2 tasks: (task …) (task …).',
    'has started 2 tasks: (task …) (task …).',
    '(deployment ecs-svc/…) deployment failed: tasks failed to start.',
    'rolling back to deployment ecs-svc/….',
    '(deployment ecs-svc/…) deployment completed.',
    'has reached a steady state.',
  ])
  const stopped = await tasksOf(bench, 'STOPPED', 'api')
  expect(stopped).toHaveLength(4)
  expect(stopped[0]).toMatchObject({
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    containers: [{ exitCode: 7 }],
  })
})

test('tasks that never become healthy are replaced after the grace period, and trip it too', async () => {
  const { loadBalancers } = await makeLoadBalancer(bench, 'web')
  const good = await goodService({ loadBalancers, healthCheckGracePeriodSeconds: 60, desiredCount: 1 })
  await deploy(await register(bench, 'api', {}, 'never-healthy:503'))
  await bench.sandbox.advance(130 * seconds)
  expect(await eventsOf(bench, 'api')).toContain(
    '(port 8080) is unhealthy in (target-group …) due to (reason Health checks failed with these codes: [503]).',
  )
  expect((await tasksOf(bench, 'STOPPED', 'api'))[0]!.stoppedReason).toMatch(
    /^Task failed ELB health checks in \(target-group arn:aws:elasticloadbalancing:/,
  )
  await bench.sandbox.advance(900 * seconds)
  expect((await deploymentsOf(bench, 'api'))[0]!.status).toBe('ROLLBACK_SUCCESSFUL')
  expect((await describeService(bench, 'api')).taskDefinition).toBe(good)
})

test('without a completed predecessor the deployment stalls', async () => {
  const bad = await register(bench, 'api', {}, 'crash')
  await createService(bench, 'api', bad, { deploymentConfiguration })
  await bench.sandbox.advance(3600 * seconds)
  expect(await deploymentsOf(bench, 'api')).toMatchObject([
    { status: 'IN_PROGRESS', deploymentCircuitBreaker: { status: 'TRIGGERED' } },
  ])
  expect(await describeService(bench, 'api')).toMatchObject({
    runningCount: 0,
    pendingCount: 0,
    deployments: [
      {
        rolloutState: 'FAILED',
        rolloutStateReason: 'ECS deployment circuit breaker: tasks failed to start.',
      },
    ],
  })
})

test('a circuit breaker without rollback stops the deployment and leaves the old tasks alone', async () => {
  await goodService({
    deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } },
  })
  await deploy(await register(bench, 'api', {}, 'crash'))
  await bench.sandbox.advance(600 * seconds)
  expect((await deploymentsOf(bench, 'api'))[0]!.status).toBe('STOPPED')
  expect((await describeService(bench, 'api')).deployments).toMatchObject([
    { status: 'PRIMARY', rolloutState: 'FAILED', runningCount: 0 },
    { status: 'ACTIVE', rolloutState: 'COMPLETED', runningCount: 2 },
  ])
})

test('a deployment under way can be rolled back by hand, once', async () => {
  const good = await goodService()
  await deploy(await register(bench, 'api'))
  await bench.sandbox.advance(20 * seconds)
  const [{ serviceDeploymentArn } = {}] = await deploymentsOf(bench, 'api')
  const stop = new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: 'ROLLBACK' })
  expect(await bench.ecs.send(stop)).toMatchObject({ serviceDeploymentArn })
  expect((await deploymentsOf(bench, 'api'))[0]!.status).toBe('ROLLBACK_REQUESTED')
  await expect(bench.ecs.send(stop)).rejects.toMatchObject({ name: 'ConflictException' })

  await bench.sandbox.advance(60 * seconds)
  expect((await deploymentsOf(bench, 'api'))[0]!.status).toBe('ROLLBACK_SUCCESSFUL')
  expect((await describeService(bench, 'api')).deployments).toMatchObject([{ taskDefinition: good }])
  await expect(bench.ecs.send(stop)).rejects.toMatchObject({ name: 'ConflictException' })
})

test('a newer deployment replaces the one under way', async () => {
  await goodService()
  await deploy(await register(bench, 'api'))
  await bench.sandbox.advance(20 * seconds)
  const newest = await register(bench, 'api')
  await deploy(newest)
  await bench.sandbox.advance(300 * seconds)
  expect(await deploymentsOf(bench, 'api')).toMatchObject([
    { status: 'SUCCESSFUL' },
    { status: 'STOPPED' },
    { status: 'SUCCESSFUL' },
  ])
  expect((await describeService(bench, 'api')).deployments).toMatchObject([{ taskDefinition: newest }])
})

test('the fault plan makes some revisions fail, by the end of the service’s name', async () => {
  await createService(bench, 'shop-api', await register(bench, 'shop-api'), { deploymentConfiguration })
  bench.sandbox.faults.add({
    services: { ecs: { api: { crash: { exitCode: 3, log: 'no database' }, revisions: [2] } } },
  })
  await bench.sandbox.advance(120 * seconds)
  const bad = await register(bench, 'shop-api')
  await bench.ecs.send(
    new UpdateServiceCommand({ cluster: 'main', service: 'shop-api', taskDefinition: bad }),
  )
  await bench.sandbox.advance(600 * seconds)
  expect((await deploymentsOf(bench, 'shop-api')).map(({ status }) => status)).toEqual([
    'ROLLBACK_SUCCESSFUL',
    'SUCCESSFUL',
  ])
})
