import { ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs'
import { expect, test } from 'vitest'
import { Clock } from '../../src/lib/sandbox/clock.ts'
import { startSandbox } from '../../src/lib/sandbox/index.ts'
import { Limiter } from '../../src/lib/sandbox/limits.ts'
import { defineService } from '../../src/lib/sandbox/service.ts'
import { clientConfig } from './client-config.ts'

const account = '123456789012'

function admitted(
  limiter: Limiter,
  calls: number,
  service: string,
  operation: string,
  region = 'eu-west-1',
): number {
  return Array.from({ length: calls }, () => limiter.admits(service, operation, account, region)).filter(
    Boolean,
  ).length
}

test('a burst, then so many a virtual second', () => {
  const clock = new Clock(0, 0)
  const limiter = new Limiter(clock)
  expect(admitted(limiter, 30, 'ecs', 'RegisterTaskDefinition')).toBe(20)
  clock.advance(3_500)
  expect(admitted(limiter, 30, 'ecs', 'RegisterTaskDefinition')).toBe(3)
  clock.advance(3_600_000)
  expect(admitted(limiter, 30, 'ecs', 'RegisterTaskDefinition')).toBe(20)
})

test('operations of one limit share it; other regions and operations have their own', () => {
  const limiter = new Limiter(new Clock(0, 0))
  expect(admitted(limiter, 30, 'elasticloadbalancing', 'DescribeLoadBalancers')).toBe(30)
  expect(admitted(limiter, 30, 'elasticloadbalancing', 'DescribeTargetHealth')).toBe(10)
  expect(admitted(limiter, 30, 'elasticloadbalancing', 'DescribeTargetHealth', 'us-east-1')).toBe(30)
  expect(admitted(limiter, 90, 'elasticloadbalancing', 'CreateRule')).toBe(90)
  expect(admitted(limiter, 60, 'secretsmanager', 'PutSecretValue')).toBe(50)
  expect(admitted(limiter, 60, 'route53', 'ChangeResourceRecordSets')).toBe(50)
})

test('a call over the limit is throttled in its protocol, and does nothing', async () => {
  let registered = 0
  const ecs = defineService({
    id: 'ecs',
    load: () => import('@aws-sdk/client-ecs'),
    operations: {
      RegisterTaskDefinition() {
        registered += 1
        return {}
      },
    },
  })
  const sandbox = await startSandbox({ services: [ecs], speed: 0 })
  const client = new ECSClient(clientConfig(sandbox))
  const command = new RegisterTaskDefinitionCommand({
    family: 'api',
    containerDefinitions: [{ name: 'api' }],
  })
  const results = await Promise.allSettled(Array.from({ length: 25 }, () => client.send(command)))
  const refusals = results.flatMap(result => (result.status === 'rejected' ? [result.reason.name] : []))
  await sandbox.close()
  expect(refusals).toEqual(Array(5).fill('ThrottlingException'))
  expect(registered).toBe(20)
})
