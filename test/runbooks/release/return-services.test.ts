import {
  DescribeServiceDeploymentsCommand,
  DescribeServicesCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  ListTasksCommand,
  type Service,
  StopServiceDeploymentCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, expect, test } from 'vitest'
import { connect, makePorts } from '../../../src/lib/aws/index.ts'
import type { ReleasedService, ReleaseRecord } from '../../../src/lib/releases/record.ts'
import type { Context } from '../../../src/lib/runbooks/context.ts'
import { readLive } from '../../../src/lib/runbooks/live/standing.ts'
import { returnServices } from '../../../src/lib/runbooks/release/return-services.ts'
import { undo } from '../../../src/lib/runbooks/release/undo.ts'
import type { RolloutResult } from '../../../src/lib/runbooks/rollout/follow.ts'
import { fakeClock } from '../../aws/fake-clock.ts'
import { image, manifestOf, scope } from '../../resources/manifest.ts'

const ecs = mockClient(ECSClient)
const clock = fakeClock()
const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' }
const context = {
  manifest: manifestOf({ services: { api: { image }, web: { image } } }),
  scope,
  ports: makePorts(connect({ region: 'eu-west-1', clock, credentials })),
  clock,
  emit: () => {},
  signal: new AbortController().signal,
} as unknown as Context

const released = (revision: string): ReleasedService => ({
  image,
  taskDefinition: revision,
  desired: 2,
  outcome: 'pending',
})

const service = (name: string, taskDefinition: string): Service => ({
  serviceName: `shop-prod-${name}`,
  status: 'ACTIVE',
  taskDefinition,
  desiredCount: 2,
  currentServiceDeployment: `deployment-of-${name}`,
  deployments: [{ status: 'PRIMARY', rolloutState: 'IN_PROGRESS', createdAt: new Date(0) }],
})

const deployment = (
  status: 'ROLLBACK_IN_PROGRESS' | 'ROLLBACK_SUCCESSFUL' | 'ROLLBACK_FAILED' | 'SUCCESSFUL',
) => ({
  serviceDeployments: [{ serviceDeploymentArn: 'deployment-of-api', status }],
})

beforeEach(() => {
  ecs.reset()
  ecs.on(ListTasksCommand).resolves({ taskArns: [] })
})

const back = async () => returnServices(context, { api: released('api:1') }, await readLive(context, ['api']))

test('a service that ECS is returning by itself to what it is to run only has to arrive', async () => {
  ecs.on(DescribeServicesCommand).resolves({ services: [service('api', 'api:1')] })
  ecs
    .on(DescribeServiceDeploymentsCommand)
    .resolvesOnce(deployment('ROLLBACK_IN_PROGRESS'))
    .resolves(deployment('ROLLBACK_SUCCESSFUL'))
  expect(await back()).toMatchObject([{ outcome: 'succeeded' }])
  expect(ecs.commandCalls(StopServiceDeploymentCommand)).toHaveLength(0)
  expect(ecs.commandCalls(UpdateServiceCommand)).toHaveLength(0)
})

test('a rollback that ECS began first is followed to its end, and not taken for a success', async () => {
  ecs
    .on(DescribeServicesCommand)
    .resolvesOnce({ services: [service('api', 'api:2')] })
    .resolves({ services: [service('api', 'api:1')] })
  ecs
    .on(StopServiceDeploymentCommand)
    .rejects(Object.assign(new Error('being rolled back'), { name: 'ConflictException' }))
  ecs
    .on(DescribeServiceDeploymentsCommand)
    .resolvesOnce(deployment('ROLLBACK_IN_PROGRESS'))
    .resolves(deployment('ROLLBACK_FAILED'))
  expect(await back()).toMatchObject([{ outcome: 'rollback-failed' }])
})

test('a service whose rollout of this very revision failed is made to begin another one', async () => {
  const failed = {
    ...service('api', 'api:1'),
    deployments: [{ status: 'PRIMARY', rolloutState: 'FAILED' as const }],
  }
  ecs.on(DescribeServicesCommand).resolves({ services: [failed] })
  ecs.on(UpdateServiceCommand).resolves({ service: service('api', 'api:1') })
  ecs
    .on(ListServiceDeploymentsCommand)
    .resolves({ serviceDeployments: [{ serviceDeploymentArn: 'deployment-of-api' }] })
  ecs.on(DescribeServiceDeploymentsCommand).resolves(deployment('SUCCESSFUL'))
  expect(await back()).toMatchObject([{ outcome: 'succeeded' }])
  expect(ecs.commandCalls(UpdateServiceCommand)[0]!.args[0].input).toMatchObject({ forceNewDeployment: true })
})

test('what AWS refuses of one service keeps no other from going back after a failed release', async () => {
  const previous = {
    services: { api: released('api:1'), web: released('web:1') },
  } as unknown as ReleaseRecord
  const result = (name: string): RolloutResult => ({
    rollout: {
      service: name,
      serviceName: `shop-prod-${name}`,
      deployment: 'earlier',
      taskDefinition: `${name}:2`,
      desired: 2,
    },
    outcome: 'succeeded',
    seconds: 1,
    createdAt: 0,
  })
  ecs
    .on(UpdateServiceCommand, { service: 'shop-prod-web' })
    .rejects(Object.assign(new Error('not active'), { name: 'ServiceNotActiveException' }))
  ecs.on(UpdateServiceCommand, { service: 'shop-prod-api' }).resolves({ service: service('api', 'api:1') })
  ecs
    .on(ListServiceDeploymentsCommand)
    .resolves({ serviceDeployments: [{ serviceDeploymentArn: 'deployment-of-api' }] })
  ecs.on(DescribeServiceDeploymentsCommand).resolves(deployment('SUCCESSFUL'))
  expect(await undo(context, previous, [result('api'), result('web')])).toEqual({
    api: 'returned',
    web: 'lost',
  })
})
