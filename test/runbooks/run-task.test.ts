import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import {
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, expect, test } from 'vitest'
import { connect, makePorts } from '../../src/lib/aws/index.ts'
import type { Context } from '../../src/lib/runbooks/context.ts'
import { runOnce } from '../../src/lib/runbooks/run-task.ts'
import { fakeClock } from '../aws/fake-clock.ts'
import { scope } from '../resources/manifest.ts'

const ecs = mockClient(ECSClient)
const logs = mockClient(CloudWatchLogsClient)
const taskArn = 'arn:aws:ecs:eu-west-1:123456789012:task/shop-prod/1'

function run() {
  const clock = fakeClock()
  const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' }
  const ports = makePorts(connect({ region: 'eu-west-1', clock, credentials }))
  const signal = new AbortController().signal
  const context = { scope, ports, clock, signal, emit: () => {} } as unknown as Context
  return runOnce(context, {
    cluster: 'shop-prod',
    service: 'api',
    taskDefinition: 'api:1',
    command: ['npm', 'run', 'db:push'],
    network: {},
    timeout: 60,
  })
}

beforeEach(() => {
  ecs.reset()
  logs.reset()
  logs.resolves({})
  ecs.on(ListTasksCommand).resolves({ taskArns: [] })
  ecs.on(RunTaskCommand).resolves({ tasks: [{ taskArn }] })
  ecs.on(StopTaskCommand).resolves({})
})

test('an AWS that is out of reach for a while ends no command', async () => {
  const unreachable = Object.assign(new Error('connect'), { name: 'TimeoutError' })
  const task = { taskArn, lastStatus: 'STOPPED', containers: [{ name: 'api', exitCode: 0 }] }
  ecs
    .on(DescribeTasksCommand)
    .rejectsOnce(unreachable)
    .resolvesOnce({ failures: [{ arn: taskArn, reason: 'MISSING' }] })
    .resolves({ tasks: [task] })
  expect(await run()).toMatchObject({ exitCode: 0 })
  expect(ecs.commandCalls(StopTaskCommand)).toHaveLength(0)
})

test('one whose end cannot be seen goes on: it may be half-way', async () => {
  ecs.on(DescribeTasksCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDeniedException' }))
  await expect(run()).rejects.toMatchObject({ code: 'aws.denied' })
  expect(ecs.commandCalls(StopTaskCommand)).toHaveLength(0)
})

test('one that does not end in its time is stopped, and has failed', async () => {
  ecs.on(DescribeTasksCommand).resolves({ tasks: [{ taskArn, lastStatus: 'RUNNING' }] })
  await expect(run()).rejects.toMatchObject({ code: 'release.command-failed', exitCode: 4 })
  expect(ecs.commandCalls(StopTaskCommand)).toHaveLength(1)
})

function earlier(command: string[], lastStatus: string) {
  const overrides = { containerOverrides: [{ name: 'api', command }] }
  const containers = [{ name: 'api', exitCode: 0 }]
  return { taskArn: `${taskArn}0`, taskDefinitionArn: 'api:1', lastStatus, overrides, containers }
}

test('the very same command of an interrupted run is waited for, and not begun again', async () => {
  const command = ['npm', 'run', 'db:push']
  ecs.on(ListTasksCommand).resolves({ taskArns: [`${taskArn}0`] })
  ecs
    .on(DescribeTasksCommand)
    .resolvesOnce({ tasks: [earlier(command, 'RUNNING')] })
    .resolves({ tasks: [earlier(command, 'STOPPED')] })
  expect(await run()).toMatchObject({ exitCode: 0 })
  expect(ecs.commandCalls(RunTaskCommand)).toHaveLength(0)
})

test('another command of the same service is waited for before this one begins', async () => {
  ecs.on(ListTasksCommand).resolves({ taskArns: [`${taskArn}0`] })
  ecs
    .on(DescribeTasksCommand)
    .resolvesOnce({ tasks: [earlier(['other'], 'RUNNING')] })
    .resolvesOnce({ tasks: [earlier(['other'], 'STOPPED')] })
    .resolves({ tasks: [{ taskArn, lastStatus: 'STOPPED', containers: [{ name: 'api', exitCode: 0 }] }] })
  expect(await run()).toMatchObject({ exitCode: 0 })
  expect(ecs.commandCalls(RunTaskCommand)).toHaveLength(1)
})
