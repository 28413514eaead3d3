import { expect, test } from 'vitest'
import { logGroup } from '../../src/lib/resources/log-group.ts'
import { role } from '../../src/lib/resources/role.ts'
import { secret } from '../../src/lib/resources/secret.ts'
import { taskDefinition } from '../../src/lib/resources/task-definition.ts'
import { image, manifestOf } from './manifest.ts'
import { describeOnBoth } from './on-both.ts'

const api = {
  image,
  port: 8080,
  cpu: 512,
  memory: 1024,
  architecture: 'linux/arm64',
  env: { PORT: '8080', LEVEL: 'info' },
  secrets: { SESSION: 'secret:api-keys.SESSION', TOKEN: 'secret:token', DB_URL: 'ssm:/shop/DB_URL' },
  stopTimeout: '60s',
}
const secrets = { 'api-keys': { SESSION: {} }, token: {} }
const manifestWith = (change: object) => manifestOf({ secrets, services: { api: { ...api, ...change } } })

describeOnBoth([logGroup, role, secret, taskDefinition], ({ moto, environment }) => {
  const revisions = async () => {
    const { taskDefinitionArns } = await moto.ports.ecs.listTaskDefinitions({ status: 'ACTIVE' })
    return taskDefinitionArns!.map(arn => arn.split('/')[1])
  }

  test('a service is registered with all that it needs, and not again', async () => {
    await environment.settle(manifestWith({}))
    expect(await environment.plan(manifestWith({}))).toEqual([])
    expect(await revisions()).toEqual(['shop-prod-api:1'])
    const answer = await moto.ports.ecs.describeTaskDefinition({ taskDefinition: 'shop-prod-api' })
    const token = await moto.ports.secretsManager.describeSecret({ SecretId: 'shop-prod/token' })
    const keys = await moto.ports.secretsManager.describeSecret({ SecretId: 'shop-prod/api-keys' })
    const roles = 'arn:aws:iam::123456789012:role/deployctl/shop/prod'
    expect(answer.taskDefinition).toMatchObject({
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '512',
      memory: '1024',
      runtimePlatform: { cpuArchitecture: 'ARM64', operatingSystemFamily: 'LINUX' },
      executionRoleArn: `${roles}/shop-prod-execution-api`,
      taskRoleArn: `${roles}/shop-prod-task-api`,
      containerDefinitions: [
        {
          name: 'api',
          image,
          essential: true,
          stopTimeout: 60,
          portMappings: [{ containerPort: 8080, protocol: 'tcp' }],
          environment: [
            { name: 'LEVEL', value: 'info' },
            { name: 'PORT', value: '8080' },
          ],
          secrets: [
            { name: 'DB_URL', valueFrom: 'arn:aws:ssm:eu-west-1:123456789012:parameter/shop/DB_URL' },
            { name: 'SESSION', valueFrom: `${keys.ARN}:SESSION::` },
            { name: 'TOKEN', valueFrom: token.ARN },
          ],
          linuxParameters: { initProcessEnabled: true },
          logConfiguration: {
            logDriver: 'awslogs',
            options: {
              'awslogs-group': '/deployctl/shop/prod/api',
              'awslogs-region': 'eu-west-1',
              'awslogs-stream-prefix': 'ecs',
              mode: 'non-blocking',
              'max-buffer-size': '25m',
            },
          },
        },
      ],
    })
  })

  test.each([
    ['an environment variable', { env: { PORT: '8080', MODE: 'x' } }, 'env.LEVEL env.MODE'],
    ['the size', { env: { PORT: '8080', MODE: 'x' }, memory: 2048 }, 'memory'],
    [
      'what a plan does not show by name',
      { env: { PORT: '8080', MODE: 'x' }, memory: 2048, stopTimeout: '90s' },
      'content',
    ],
  ])('%s changes: a new revision, and the earlier ones stay', async (_what, change, paths) => {
    const before = await revisions()
    expect(await environment.plan(manifestWith(change))).toEqual([`task-definition/api update ${paths}`])
    await environment.settle(manifestWith(change))
    expect(await environment.plan(manifestWith(change))).toEqual([])
    expect(await revisions()).toEqual([...before, `shop-prod-api:${before.length + 1}`])
  })

  test('an image that is not pinned is not deployed', async () => {
    expect(taskDefinition.desired(manifestWith({ image: 'nginx:1.29' }))).toEqual({})
  })

  test("teardown takes the environment's own families only", async () => {
    const containerDefinitions = [{ name: 'other', image, memory: 128 }]
    await moto.ports.ecs.registerTaskDefinition({ family: 'shop-prod-api-v2', containerDefinitions })
    await environment.tearDown()
    expect(await environment.standing()).toEqual([])
    expect(await revisions()).toEqual(['shop-prod-api-v2:1'])
  })
})
