import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { inventory } from './inventory.ts'
import { openScene, type Scene } from './scene.ts'
import { describeOn } from './stand-in.ts'

const resource = {
  ServiceNamespace: 'ecs',
  ResourceId: 'service/shop-running/shop-running-api',
  ScalableDimension: 'ecs:service:DesiredCount',
}

/** On moto a new deployment stays in progress for ever, so this part of the contract has one witness only: boto3. */
describeOn('sandbox', 'what only a deploy makes', start => {
  let scene: Scene
  let before: Awaited<ReturnType<typeof inventory>>

  beforeAll(async () => {
    const standIn = await start()
    await standIn.aws.call('iam', 'create_service_linked_role', { AWSServiceName: 'ecs.amazonaws.com' })
    const legacy = { Name: '/elsewhere/LEGACY_KEY', Value: 'theirs', Type: 'String' }
    await standIn.aws.call('ssm', 'put_parameter', legacy)
    before = await inventory(standIn.aws)
    const SANDBOX_REGISTRY = new URL(standIn.endpoint).host
    scene = await openScene(standIn, 'test/fixtures/ground', { SANDBOX_REGISTRY })
  })
  afterAll(() => scene?.close())

  test('a deploy reaches its end, and then nothing differs', async () => {
    const { deployctl, directory } = scene
    await deployctl.json('bootstrap running')
    const values = [
      'LIVEKIT_URL=wss://x',
      'partner-token=t',
      '/shop-prod/DB_URL=d',
      '/shop-prod/LOG_LEVEL=info',
    ]
    await writeFile(path.join(directory, '.env'), values.join('\n'))
    await deployctl.json('secrets import running .env')
    await deployctl.json('secrets put running')
    await deployctl.json('deploy running --yes')
    expect(await deployctl.run('plan running --exit-code')).toMatchObject({ code: 0 })
  })

  test('the services run, Spot where it is asked for, and roll back by themselves', async () => {
    const { services } = await scene.aws.call('ecs', 'describe_services', {
      cluster: 'shop-running',
      services: ['shop-running-api', 'shop-running-realtime'],
    })
    expect(services).toMatchObject([
      {
        ...{ status: 'ACTIVE', desiredCount: 2, runningCount: 2 },
        capacityProviderStrategy: [{ capacityProvider: 'FARGATE' }],
        deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
      },
      { runningCount: 1, capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT' }] },
    ])
  })

  test('the api scales by its CPU, and by the clock of Sydney', async () => {
    const { aws } = scene
    expect(await scalableTargets()).toMatchObject([{ ...resource, MinCapacity: 2, MaxCapacity: 6 }])
    const policies = await aws.call('application-autoscaling', 'describe_scaling_policies', {
      ServiceNamespace: 'ecs',
    })
    expect(policies.ScalingPolicies).toMatchObject([
      {
        ...resource,
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: 70,
          PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
          ScaleOutCooldown: 60,
          ScaleInCooldown: 300,
        },
      },
    ])
    const actions = await aws.call('application-autoscaling', 'describe_scheduled_actions', {
      ServiceNamespace: 'ecs',
    })
    const bySchedule = actions.ScheduledActions.toSorted(
      (a: { Schedule: string }, b: { Schedule: string }) => (a.Schedule < b.Schedule ? 1 : -1),
    )
    expect(bySchedule).toMatchObject([
      {
        Schedule: 'cron(0 6 * * ? *)',
        Timezone: 'Australia/Sydney',
        ScalableTargetAction: { MinCapacity: 2 },
      },
      {
        ...{ Schedule: 'cron(0 21 * * ? *)', Timezone: 'Australia/Sydney' },
        ScalableTargetAction: { MinCapacity: 0, MaxCapacity: 0 },
      },
    ])
  })

  test('teardown leaves nothing', async () => {
    await scene.deployctl.json('teardown running --yes --delete-data *')
    expect(await inventory(scene.aws)).toEqual(before)
    expect(await scalableTargets()).toEqual([])
  })

  async function scalableTargets() {
    const input = { ServiceNamespace: 'ecs' }
    const answer = await scene.aws.call('application-autoscaling', 'describe_scalable_targets', input)
    return answer.ScalableTargets
  }
})
