import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { defineService } from '../../src/lib/sandbox/service.ts'

const handled: string[] = []

const services = [
  defineService({
    id: 'ecs',
    load: () => import('@aws-sdk/client-ecs'),
    operations: {
      RegisterTaskDefinition({ family }) {
        handled.push(family)
        return {}
      },
    },
  }),
  defineService({
    id: 'elasticloadbalancing',
    load: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
    operations: {
      CreateTargetGroup({ Name }) {
        handled.push(Name)
        return {}
      },
    },
  }),
  defineService({
    id: 'ec2',
    load: () => import('@aws-sdk/client-ec2'),
    operations: {
      CreateSubnet({ VpcId }) {
        handled.push(VpcId)
        return {}
      },
    },
  }),
]

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ services })
})
afterAll(async () => {
  await sandbox.close()
  expect(handled).toEqual([])
})

function signed(service: string, headers: Record<string, string>) {
  const credential = `Credential=AKIATEST/20261101/eu-west-1/${service}/aws4_request`
  return { ...headers, authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=0` }
}

async function register(body: string) {
  const headers = signed('ecs', {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'AmazonEC2ContainerServiceV20141113.RegisterTaskDefinition',
  })
  const response = await fetch(sandbox.endpoint, { method: 'POST', headers, body })
  const { __type, message } = (await response.json()) as { __type: string; message: string }
  return [response.status, __type, message]
}

async function form(service: string, fields: Record<string, string>) {
  const body = new URLSearchParams(fields)
  return (await fetch(sandbox.endpoint, { method: 'POST', headers: signed(service, {}), body })).text()
}

test('JSON: missing members, all of them at once, by path', async () => {
  expect(await register('{"containerDefinitions": [{"secrets": [{"name": "A"}]}]}')).toEqual([
    400,
    'ValidationException',
    "2 validation errors detected: Value null at 'containerDefinitions.1.secrets.1.valueFrom' failed to satisfy " +
      "constraint: Member must not be null; Value null at 'family' failed to satisfy constraint: Member must not be null",
  ])
})

test('JSON: unknown members and wrong types', async () => {
  expect(await register('{"family": "a", "containerDefinitions": [], "cpus": 1}')).toEqual([
    400,
    'SerializationException',
    '1 validation error detected: The parameter cpus is not recognized',
  ])
  const [, code, message] = await register('{"family": "a", "containerDefinitions": {"name": "x"}}')
  expect([code, message]).toEqual([
    'SerializationException',
    "1 validation error detected: Value at 'containerDefinitions' is of the wrong type",
  ])
  expect((await register('{"family": '))[1]).toBe('SerializationException')
})

test('Query', async () => {
  const missing = await form('elasticloadbalancing', { Action: 'CreateTargetGroup', Version: '2015-12-01' })
  expect(missing).toContain('<Code>ValidationError</Code>')
  expect(missing).toContain('Value null at &apos;Name&apos;')
  const wrong = { Action: 'CreateTargetGroup', Name: 'a', Port: 'eighty' }
  expect(await form('elasticloadbalancing', wrong)).toContain(
    'Value at &apos;Port&apos; is of the wrong type',
  )
})

test('EC2 Query', async () => {
  const missing = await form('ec2', { Action: 'CreateSubnet', Version: '2016-11-15' })
  expect(missing).toContain('<Code>MissingParameter</Code>')
  const unknown = await form('ec2', { Action: 'CreateSubnet', VpcId: 'vpc-1', Colour: 'blue' })
  expect(unknown).toContain('<Code>UnknownParameter</Code>')
})

test('what the sandbox does not have says so, and is not retried', async () => {
  const absent = await form('ec2', { Action: 'RunInstances', MinCount: '1', MaxCount: '1' })
  expect(absent).toContain('<Code>NotImplemented</Code>')
  expect(absent).toContain('The sandbox does not implement RunInstances of ec2.')
  expect(await form('redshift', { Action: 'DescribeClusters' })).toContain(
    'The sandbox does not implement DescribeClusters of redshift.',
  )
})
