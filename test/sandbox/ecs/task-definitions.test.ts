import * as ecs from '@aws-sdk/client-ecs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bench, closeBench, register, seconds, startBench } from './bench.ts'

let bench: Bench
beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => closeBench(bench))

function send(
  change: Partial<ecs.RegisterTaskDefinitionRequest>,
  container: Partial<ecs.ContainerDefinition> = {},
) {
  return bench.ecs.send(
    new ecs.RegisterTaskDefinitionCommand({
      family: 'checked',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '256',
      memory: '512',
      executionRoleArn: bench.role,
      containerDefinitions: [{ name: 'app', image: 'nginx', ...container }],
      ...change,
    }),
  )
}

test.each<[string, Partial<ecs.RegisterTaskDefinitionRequest>, Partial<ecs.ContainerDefinition>]>([
  ['No Fargate configuration exists for given values: 256 CPU, 4096 memory.', { memory: '4096' }, {}],
  ["Fargate only supports network mode 'awsvpc'.", { networkMode: 'bridge' }, {}],
  ["Fargate requires that 'cpu' be defined at the task level.", { cpu: undefined }, {}],
  ['Family contains invalid characters.', { family: 'a b' }, {}],
  ['Container.name contains invalid characters.', {}, { name: 'a b' }],
  ['Container.image should not be null or empty.', {}, { image: '' }],
  [
    'the host ports and container ports in port mappings must match',
    {},
    { portMappings: [{ containerPort: 1, hostPort: 2 }] },
  ],
  [
    'you must also specify a value for executionRoleArn',
    { executionRoleArn: undefined },
    { secrets: [{ name: 'A', valueFrom: 'a' }] },
  ],
  ['At least one container must be marked as essential', {}, { essential: false }],
  [
    'The secret name must be unique',
    {},
    { environment: [{ name: 'A', value: '' }], secrets: [{ name: 'A', valueFrom: 'a' }] },
  ],
])('refused: %s', async (message, change, container) => {
  await bench.sandbox.advance(2 * seconds)
  await expect(send(change, container)).rejects.toMatchObject({
    name: 'ClientException',
    message: expect.stringContaining(message),
  })
})

test('sizes in words are answered in units', async () => {
  const { taskDefinition } = await send({ cpu: '1 vCPU', memory: '2 GB' })
  expect(taskDefinition).toMatchObject({ cpu: '1024', memory: '2048', compatibilities: ['EC2', 'FARGATE'] })
})

test('revisions count up, never reuse a number, and go in two steps', async () => {
  const [first, second] = [await register(bench, 'counted'), await register(bench, 'counted')]
  expect([first, second].map(arn => arn.split('/')[1])).toEqual(['counted:1', 'counted:2'])
  const remove = new ecs.DeleteTaskDefinitionsCommand({ taskDefinitions: [second] })
  expect((await bench.ecs.send(remove)).failures).toMatchObject([{ arn: second, reason: 'ACTIVE' }])
  await bench.ecs.send(new ecs.DeregisterTaskDefinitionCommand({ taskDefinition: second }))
  const described = await bench.ecs.send(new ecs.DescribeTaskDefinitionCommand({ taskDefinition: 'counted' }))
  expect(described.taskDefinition!.revision).toBe(1)
  expect((await bench.ecs.send(remove)).taskDefinitions).toMatchObject([{ status: 'DELETE_IN_PROGRESS' }])
  expect((await register(bench, 'counted')).split('/')[1]).toBe('counted:3')
})

test('tags come back where they are asked for', async () => {
  const tags = [{ key: 'deployctl:id', value: 'api' }]
  const { taskDefinition } = await send({ family: 'tagged', tags })
  const describe = (include?: ecs.TaskDefinitionField[]) =>
    bench.ecs.send(
      new ecs.DescribeTaskDefinitionCommand({ taskDefinition: taskDefinition!.taskDefinitionArn, include }),
    )
  expect((await describe()).tags).toBeUndefined()
  expect((await describe(['TAGS'])).tags).toEqual(tags)
})

test('an INACTIVE task definition cannot be deployed', async () => {
  const definition = await register(bench, 'gone')
  await bench.ecs.send(new ecs.DeregisterTaskDefinitionCommand({ taskDefinition: definition }))
  const { networkConfiguration } = bench
  const run = new ecs.RunTaskCommand({
    cluster: 'main',
    taskDefinition: definition,
    networkConfiguration,
    launchType: 'FARGATE',
  })
  await expect(bench.ecs.send(run)).rejects.toMatchObject({ message: 'TaskDefinition is inactive' })
})
