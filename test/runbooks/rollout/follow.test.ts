import {
  DescribeServiceDeploymentsCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  type ServiceDeployment,
} from '@aws-sdk/client-ecs'
import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, describe, expect, test } from 'vitest'
import { connect, makePorts } from '../../../src/lib/aws/index.ts'
import { DeployctlError } from '../../../src/lib/errors/index.ts'
import type { Event } from '../../../src/lib/events/index.ts'
import { follow, type Rollout } from '../../../src/lib/runbooks/rollout/follow.ts'

const ecs = mockClient(ECSClient)
const elb = mockClient(ElasticLoadBalancingV2Client)
const began = Date.parse('2026-11-20T20:00:00Z')

/** A clock on which sleeping takes no time. */
function quickClock() {
  let now = began
  return {
    now: () => now,
    async sleep(ms: number, signal?: AbortSignal) {
      await new Promise(setImmediate)
      signal?.throwIfAborted()
      now += ms
    },
  }
}

let clock: ReturnType<typeof quickClock>
let events: Event[]
const seconds = () => (clock.now() - began) / 1000

beforeEach(() => {
  ecs.reset()
  elb.reset()
  clock = quickClock()
  events = []
  ecs.on(DescribeServicesCommand).resolves({ services: [] })
  ecs.on(ListTasksCommand).resolves({ taskArns: [] })
})

function rollout(service: string): Rollout {
  const about = { taskDefinition: `arn:task-definition/${service}:2`, desired: 2 }
  return { service, serviceName: `shop-prod-${service}`, deployment: `arn:${service}`, ...about }
}

function run(signal = new AbortController().signal) {
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'x' }
  const ports = makePorts(
    connect({ region: 'eu-west-1', clock, credentials, endpoint: 'http://127.0.0.1:9' }),
  )
  return { ports, clock, signal, cluster: 'shop-prod', emit: (event: Event) => events.push(event) }
}

/** Answers with what a deployment is at each moment. */
function deploymentsAre(at: (arn: string) => Partial<ServiceDeployment> | undefined) {
  ecs.on(DescribeServiceDeploymentsCommand).callsFake(async ({ serviceDeploymentArns }) => ({
    serviceDeployments: serviceDeploymentArns.flatMap((arn: string) => {
      const state = at(arn)
      if (!state) return []
      const sourceServiceRevisions = [{ arn: 'before', runningTaskCount: 2 }]
      return [{ serviceDeploymentArn: arn, createdAt: new Date(began), sourceServiceRevisions, ...state }]
    }),
  }))
}

const counts = { requestedTaskCount: 2, runningTaskCount: 2 }

describe('following', () => {
  test('ends within two seconds of the deployment, and makes at most a call a second', async () => {
    deploymentsAre(() => ({
      status: seconds() < 95 ? 'IN_PROGRESS' : 'SUCCESSFUL',
      targetServiceRevision: counts,
    }))
    const [result] = await follow(run(), [rollout('api')])
    expect(result).toMatchObject({ outcome: 'succeeded' })
    expect(result!.seconds).toBeGreaterThanOrEqual(95)
    expect(result!.seconds).toBeLessThanOrEqual(97)
    expect(ecs.calls().length).toBeLessThanOrEqual(Math.ceil(result!.seconds) + 1)
  })

  test('asks for ten services in the calls of one', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `service-${index}`)
    deploymentsAre(arn => ({ status: seconds() < 60 + Number(arn.at(-1)) ? 'IN_PROGRESS' : 'SUCCESSFUL' }))
    const results = await follow(run(), names.map(rollout))
    expect(results.map(({ outcome }) => outcome)).toEqual(names.map(() => 'succeeded'))
    expect(ecs.calls().length).toBeLessThanOrEqual(72)
  })

  test('waits for its own deployment, whatever the service looks like', async () => {
    ecs.on(DescribeServicesCommand).resolves({
      services: [
        {
          serviceName: 'shop-prod-api',
          runningCount: 2,
          desiredCount: 2,
          deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED' }],
        },
      ],
    })
    deploymentsAre(() => (seconds() < 20 ? undefined : { status: 'ROLLBACK_SUCCESSFUL', statusReason: 'no' }))
    const [result] = await follow(run(), [rollout('api')])
    expect(result).toMatchObject({ outcome: 'rolled-back', detail: 'no' })
  })

  test('tells each event of this deployment once, and none from before', async () => {
    const event = (id: string, ms: number) => ({
      id,
      createdAt: new Date(began + ms),
      message: `event ${id}`,
    })
    ecs.on(DescribeServicesCommand).callsFake(async () => ({
      services: [{ serviceName: 'shop-prod-api', events: [event('new', 1000), event('old', -1000)] }],
    }))
    deploymentsAre(() => ({ status: seconds() < 60 ? 'IN_PROGRESS' : 'SUCCESSFUL' }))
    await follow(run(), [rollout('api')])
    const told = events.filter(({ type }) => type === 'rollout.event')
    expect(told).toEqual([
      { type: 'rollout.event', service: 'api', message: 'event new', at: '2026-11-20T20:00:01.000Z' },
    ])
  })

  test('tells why new tasks stop, and not that old ones make room', async () => {
    const deployments = [{ status: 'PRIMARY', failedTasks: 1 }]
    ecs.on(DescribeServicesCommand).resolves({ services: [{ serviceName: 'shop-prod-api', deployments }] })
    ecs.on(ListTasksCommand).resolves({ taskArns: ['arn:task/new', 'arn:task/old'] })
    const task = { group: 'service:shop-prod-api', lastStatus: 'STOPPED' }
    ecs.on(DescribeTasksCommand).resolves({
      tasks: [
        {
          ...task,
          taskArn: 'arn:task/new',
          taskDefinitionArn: 'arn:task-definition/api:2',
          stopCode: 'EssentialContainerExited',
          stoppedReason: 'exited',
        },
        {
          ...task,
          taskArn: 'arn:task/old',
          taskDefinitionArn: 'arn:task-definition/api:1',
          stopCode: 'ServiceSchedulerInitiated',
          stoppedReason: 'Scaling activity',
        },
      ],
    })
    deploymentsAre(() => ({ status: seconds() < 90 ? 'IN_PROGRESS' : 'ROLLBACK_SUCCESSFUL' }))
    await follow(run(), [rollout('api')])
    expect(events.filter(({ type }) => type === 'rollout.task-stopped')).toEqual([
      {
        type: 'rollout.task-stopped',
        service: 'api',
        task: 'new',
        code: 'EssentialContainerExited',
        reason: 'exited',
      },
    ])
  })

  test('counts behind a load balancer only what it has said to be well', async () => {
    const loadBalancers = [{ targetGroupArn: 'arn:group' }]
    ecs.on(DescribeServicesCommand).resolves({ services: [{ serviceName: 'shop-prod-api', loadBalancers }] })
    elb.on(DescribeTargetHealthCommand).callsFake(async () => {
      const well = { Target: { Id: '10.0.0.4', Port: 8080 }, TargetHealth: { State: 'healthy' } }
      const other = seconds() < 60 ? { State: 'unhealthy', Reason: 'Target.Timeout' } : { State: 'healthy' }
      const late = { Target: { Id: '10.0.0.5', Port: 8080 }, TargetHealth: other }
      return { TargetHealthDescriptions: [well, late] }
    })
    deploymentsAre(() => ({
      status: seconds() < 90 ? 'IN_PROGRESS' : 'SUCCESSFUL',
      targetServiceRevision: { requestedTaskCount: 2, runningTaskCount: 2 },
    }))
    await follow(run(), [rollout('api')])
    const progress = events.filter(event => event.type === 'rollout.progress')
    expect(progress.slice(-2).map(({ healthy, detail }) => [healthy, detail])).toEqual([
      [1, 'waiting for target health (Target.Timeout)'],
      [2, '2 old tasks draining'],
    ])
  })

  test('says that another deployment took its place', async () => {
    ecs.on(DescribeServicesCommand).resolves({
      services: [{ serviceName: 'shop-prod-api', currentServiceDeployment: 'arn:another' }],
    })
    deploymentsAre(() => ({ status: 'STOPPED' }))
    const [result] = await follow(run(), [rollout('api')])
    expect(result?.outcome).toBe('replaced')
  })

  test('outlives an AWS that does not answer for a while', async () => {
    deploymentsAre(() => ({ status: 'SUCCESSFUL' }))
    const busy = Object.assign(new Error('busy'), { name: 'ThrottlingException' })
    ecs
      .on(DescribeServiceDeploymentsCommand)
      .rejectsOnce(busy)
      .rejectsOnce(busy)
      .resolves({
        serviceDeployments: [{ serviceDeploymentArn: 'arn:api', status: 'SUCCESSFUL' }],
      })
    const [result] = await follow(run(), [rollout('api')])
    expect(result?.outcome).toBe('succeeded')
  })

  test('stops with the reason of the signal', async () => {
    deploymentsAre(() => ({ status: 'IN_PROGRESS' }))
    const controller = new AbortController()
    const reason = new DeployctlError('run.interrupted', { message: 'Interrupted.' })
    const following = follow(run(controller.signal), [rollout('api')])
    controller.abort(reason)
    await expect(following).rejects.toBe(reason)
  })

  test('gives a rollout up that never ends, and leaves it to itself', async () => {
    deploymentsAre(() => ({ status: 'IN_PROGRESS' }))
    await expect(follow(run(), [rollout('api')])).rejects.toMatchObject({ code: 'run.deadline', exitCode: 6 })
  })
})
