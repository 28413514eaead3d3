import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { DescribeNetworkInterfacesCommand, EC2Client } from '@aws-sdk/client-ec2'
import { RunTaskCommand, StopTaskCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs'
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  type Bench,
  closeBench,
  createService,
  describeService,
  eventsOf,
  register,
  seconds,
  startBench,
  tasksOf,
} from './bench.ts'

let bench: Bench
beforeEach(async () => {
  bench = await startBench()
})
afterEach(() => closeBench(bench))

async function run(taskDefinition: string, clientToken?: string) {
  const { networkConfiguration } = bench
  const command = new RunTaskCommand({
    cluster: 'main',
    taskDefinition,
    networkConfiguration,
    launchType: 'FARGATE',
    clientToken,
  })
  return (await bench.ecs.send(command)).tasks![0]!
}

async function endOf(taskDefinition: string) {
  await run(taskDefinition)
  await bench.sandbox.advance(120 * seconds)
  return (await tasksOf(bench, 'STOPPED'))[0]!
}

test('a one-off task goes through its life and exits', async () => {
  const definition = await register(bench, 'job')
  const { attachments, lastStatus } = await run(definition)
  expect(lastStatus).toBe('PROVISIONING')
  expect(attachments![0]!.details!.map(({ name }) => name)).toEqual([
    'subnetId',
    'networkInterfaceId',
    'macAddress',
    'privateDnsName',
    'privateIPv4Address',
  ])
  const seen: (string | undefined)[] = []
  for (let second = 0; second < 60; second += 5) {
    await bench.sandbox.advance(5 * seconds)
    seen.push([...(await tasksOf(bench, 'RUNNING')), ...(await tasksOf(bench, 'STOPPED'))][0]!.lastStatus)
  }
  expect([...new Set(seen)]).toEqual([
    'PROVISIONING',
    'PENDING',
    'ACTIVATING',
    'RUNNING',
    'DEPROVISIONING',
    'STOPPED',
  ])
  expect((await tasksOf(bench, 'STOPPED'))[0]).toMatchObject({ containers: [{ exitCode: 0 }] })
})

test('a client token starts a task once', async () => {
  const definition = await register(bench, 'job')
  const [first, second] = [await run(definition, 'token'), await run(definition, 'token')]
  expect(second.taskArn).toBe(first.taskArn)
})

test('the exit code of a one-off task is what its environment says', async () => {
  expect(await endOf(await register(bench, 'job', {}, 'exit:3'))).toMatchObject({
    stopCode: 'EssentialContainerExited',
    containers: [{ exitCode: 3 }],
  })
})

test('a missing image is found out when the task starts', async () => {
  const image = `123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop:gone`
  expect(await endOf(await register(bench, 'job', { image }))).toMatchObject({
    stopCode: 'TaskFailedToStart',
    stoppedReason: expect.stringMatching(/^CannotPullContainerError: .*shop:gone: not found$/),
  })
})

test('a secret must exist, and the execution role must be allowed to read it', async () => {
  const missing = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:none-AbCdEf'
  const reasonFor = async (valueFrom: string) => {
    const secrets = [{ name: 'TOKEN', valueFrom }]
    await run(await register(bench, 'job', { secrets }))
    await bench.sandbox.advance(60 * seconds)
    return (await tasksOf(bench, 'STOPPED')).at(-1)!.stoppedReason
  }
  expect(await reasonFor(missing)).toMatch(
    /^ResourceInitializationError: unable to pull secrets or registry auth: .*AccessDeniedException/,
  )
  const Statement = [{ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*' }]
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
  const policy = new PutRolePolicyCommand({ RoleName: 'execution', PolicyName: 'secrets', PolicyDocument })
  await new IAMClient(bench.config).send(policy)
  expect(await reasonFor(missing)).toMatch(/ResourceNotFoundException: Secrets Manager can't find/)

  const create = new CreateSecretCommand({ Name: 'keys', SecretString: '{"token":"t"}' })
  const { ARN } = await new SecretsManagerClient(bench.config).send(create)
  expect(await reasonFor(`${ARN}:other::`)).toMatch(/did not contain json key other$/)
  expect(await reasonFor(`${ARN}:token::`)).toBe('Essential container in task exited')
})

test('a container writes into its log group, and cannot start without one', async () => {
  const options = { 'awslogs-group': '/shop', 'awslogs-stream-prefix': 'ecs', 'awslogs-region': 'eu-west-1' }
  const logConfiguration = { logDriver: 'awslogs' as const, options }
  const definition = await register(bench, 'job', { logConfiguration })
  expect((await endOf(definition)).stoppedReason).toMatch(/The specified log group does not exist/)

  const logs = new CloudWatchLogsClient(bench.config)
  await logs.send(new CreateLogGroupCommand({ logGroupName: '/shop' }))
  const { taskArn } = await run(definition)
  await bench.sandbox.advance(60 * seconds)
  const logStreamName = `ecs/app/${taskArn!.split('/').at(-1)}`
  const { events } = await logs.send(new GetLogEventsCommand({ logGroupName: '/shop', logStreamName }))
  expect(events!.map(({ message }) => message)).toEqual(['job starting', 'ready', 'done'])
})

test('no capacity is an event, and tried again', async () => {
  bench.sandbox.faults.add({ services: { ecs: { api: { capacity: 'unavailable' } } } })
  await createService(bench, 'api', await register(bench, 'api'))
  await bench.sandbox.advance(60 * seconds)
  expect(await eventsOf(bench, 'api')).toEqual([
    'was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.',
  ])
  bench.sandbox.faults.clear()
  await bench.sandbox.advance(60 * seconds)
  expect(await describeService(bench, 'api')).toMatchObject({ runningCount: 2 })
})

test('Spot tasks are mixed in by base and weight, and replaced when they are taken', async () => {
  await createService(bench, 'api', await register(bench, 'api'), {
    desiredCount: 6,
    capacityProviderStrategy: [
      { capacityProvider: 'FARGATE', weight: 1, base: 1 },
      { capacityProvider: 'FARGATE_SPOT', weight: 4 },
    ],
  })
  await bench.sandbox.advance(90 * seconds)
  const providers = (await tasksOf(bench, 'RUNNING', 'api')).map(task => task.capacityProviderName)
  expect(providers.filter(provider => provider === 'FARGATE_SPOT')).toHaveLength(4)

  bench.sandbox.faults.add({ services: { ecs: { api: { spotInterrupt: { count: 1 } } } } })
  await bench.sandbox.advance(150 * seconds)
  expect(await tasksOf(bench, 'STOPPED', 'api')).toMatchObject([
    { stopCode: 'SpotInterruption', stoppedReason: 'Your Spot Task was interrupted.' },
  ])
  expect(await describeService(bench, 'api')).toMatchObject({ runningCount: 6 })
})

test('a service sleeps and wakes without a deployment', async () => {
  await createService(bench, 'api', await register(bench, 'api'), { desiredCount: 0 })
  await bench.sandbox.advance(10 * seconds)
  expect((await describeService(bench, 'api')).deployments).toMatchObject([{ rolloutState: 'COMPLETED' }])
  const scale = (desiredCount: number) =>
    bench.ecs.send(new UpdateServiceCommand({ cluster: 'main', service: 'api', desiredCount }))
  await scale(1)
  await bench.sandbox.advance(60 * seconds)
  expect(await describeService(bench, 'api')).toMatchObject({ runningCount: 1, deployments: [{}] })
  await scale(0)
  await bench.sandbox.advance(60 * seconds)
  expect(await describeService(bench, 'api')).toMatchObject({ runningCount: 0 })
})

test('a task stopped by hand is replaced', async () => {
  await createService(bench, 'api', await register(bench, 'api'), { desiredCount: 1 })
  await bench.sandbox.advance(60 * seconds)
  const [before] = await tasksOf(bench, 'RUNNING', 'api')
  await bench.ecs.send(new StopTaskCommand({ cluster: 'main', task: before!.taskArn, reason: 'to see' }))
  await bench.sandbox.advance(60 * seconds)
  expect((await tasksOf(bench, 'RUNNING', 'api'))[0]!.taskArn).not.toBe(before!.taskArn)
  expect(await tasksOf(bench, 'STOPPED', 'api')).toMatchObject([
    { stopCode: 'UserInitiated', stoppedReason: 'to see', lastStatus: 'STOPPED' },
  ])
})

test('a task’s network interface holds its subnet until the task has stopped', async () => {
  const interfaces = async () => {
    const describe = new DescribeNetworkInterfacesCommand({})
    return (await new EC2Client(bench.config).send(describe)).NetworkInterfaces!
  }
  const { attachments } = await run(await register(bench, 'job'))
  const details = Object.fromEntries(attachments![0]!.details!.map(({ name, value }) => [name, value]))
  expect(await interfaces()).toMatchObject([
    {
      NetworkInterfaceId: details.networkInterfaceId,
      SubnetId: details.subnetId,
      PrivateIpAddress: details.privateIPv4Address,
      Groups: [{ GroupId: bench.group }],
      Status: 'in-use',
    },
  ])
  await bench.sandbox.advance(120 * seconds)
  expect(await interfaces()).toEqual([])
})
