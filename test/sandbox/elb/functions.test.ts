import * as elb from '@aws-sdk/client-elastic-load-balancing-v2'
import { AddPermissionCommand, LambdaClient, RemovePermissionCommand } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { ask } from '../apigateway/bench.ts'
import { type Bench, closeBench, seconds, targetHealth } from '../ecs/bench.ts'
import { makeFunction } from '../lambda/make-function.ts'
import { type LoadBalancer, startFront } from './bench.ts'

const code = `
exports.handler = async event => {
  if (event.path === '/thrown') throw new Error('no')
  if (event.path === '/odd') return { hello: 'world' }
  if (event.path === '/numbers') return { statusCode: 200, headers: { 'x-count': 1 } }
  if (event.path === '/large') return { statusCode: 200, body: 'x'.repeat(1024 * 1024) }
  if (event.path === '/bytes') return { statusCode: 200, isBase64Encoded: true, body: 'aGVsbG8=' }
  if (event.path === '/many') return { statusCode: 200, multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] } }
  return {
    statusCode: 202,
    statusDescription: '202 Taken',
    headers: { 'Content-Type': 'application/json', 'Connection': 'close', 'Content-Length': '1' },
    body: JSON.stringify(event),
  }
}`

let bench: Bench
let web: LoadBalancer
let arn: string
let group: elb.TargetGroup
beforeAll(async () => {
  ;({ bench, web } = await startFront())
  arn = await makeFunction(bench, 'waker', code)
  group = await createGroup()
  await bench.sandbox.advance(150 * seconds)
})
afterAll(() => closeBench(bench))

async function createGroup(more: Partial<elb.CreateTargetGroupInput> = {}) {
  const create = new elb.CreateTargetGroupCommand({ Name: 'waker', TargetType: 'lambda', ...more })
  return (await bench.elb.send(create)).TargetGroups![0]!
}

function registerFunction(Id: string) {
  const Targets = [{ Id }]
  return bench.elb.send(new elb.RegisterTargetsCommand({ TargetGroupArn: group.TargetGroupArn, Targets }))
}

function setAttribute(TargetGroupArn: string | undefined, Key: string, Value: string) {
  const Attributes = [{ Key, Value }]
  return bench.elb.send(new elb.ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }))
}

test('a group of a function has no address, and no health checks by itself', async () => {
  expect(group).toEqual({
    TargetGroupArn: expect.stringMatching(/:targetgroup\/waker\/[0-9a-f]{16}$/),
    TargetGroupName: 'waker',
    TargetType: 'lambda',
    IpAddressType: 'ipv4',
    HealthCheckEnabled: false,
    HealthCheckIntervalSeconds: 35,
    HealthCheckTimeoutSeconds: 30,
    HealthyThresholdCount: 5,
    UnhealthyThresholdCount: 2,
    HealthCheckPath: '/',
    Matcher: { HttpCode: '200' },
    LoadBalancerArns: [],
  })
  expect((await createGroup()).TargetGroupArn).toBe(group.TargetGroupArn)
  await expect(createGroup({ HealthCheckEnabled: true })).rejects.toMatchObject({
    name: 'DuplicateTargetGroupNameException',
  })
  const { TargetGroupArn } = group
  const { Attributes } = await bench.elb.send(
    new elb.DescribeTargetGroupAttributesCommand({ TargetGroupArn }),
  )
  expect(Attributes).toEqual([{ Key: 'lambda.multi_value_headers.enabled', Value: 'false' }])
})

test.each([
  [{ Port: 80 }, 'Port'],
  [{ Protocol: 'HTTP' as const }, 'Protocol'],
  [{ VpcId: 'vpc-1' }, 'VPC ID'],
])('%o is refused', async (given, what) => {
  await expect(createGroup({ Name: 'odd', ...given })).rejects.toMatchObject({
    name: 'ValidationError',
    message: `${what} cannot be specified for target groups with target type 'lambda'`,
  })
})

test('attributes belong to a type', async () => {
  const refusal = (type: string, key: string) => ({
    name: 'InvalidConfigurationRequestException',
    message: `A target group with target type '${type}' does not support the attribute ${key}`,
  })
  const delay = 'deregistration_delay.timeout_seconds'
  await expect(setAttribute(group.TargetGroupArn, delay, '5')).rejects.toMatchObject(refusal('lambda', delay))
  const multi = 'lambda.multi_value_headers.enabled'
  await expect(setAttribute(web.targetGroup, multi, 'true')).rejects.toMatchObject(refusal('ip', multi))
})

test('the one function has to let the group call it', async () => {
  await expect(registerFunction(arn)).rejects.toMatchObject({
    name: 'AccessDenied',
    message: `elasticloadbalancing principal does not have permission to invoke ${arn} from target group ${group.TargetGroupArn}`,
  })
  await expect(registerFunction('10.0.0.1')).rejects.toMatchObject({ name: 'InvalidTargetException' })
  await allow()
  await registerFunction(arn)
  await registerFunction(arn)
  const other = arn.replace(/:live$/, '')
  await expect(registerFunction(other)).rejects.toMatchObject({ name: 'TooManyTargetsException' })
})

function allow() {
  return new LambdaClient(bench.config).send(
    new AddPermissionCommand({
      FunctionName: arn,
      StatementId: 'load-balancer',
      Action: 'lambda:InvokeFunction',
      Principal: 'elasticloadbalancing.amazonaws.com',
      SourceArn: group.TargetGroupArn,
    }),
  )
}

test('its health is unused, then not known, then what checks find', async () => {
  const TargetGroupArn = group.TargetGroupArn!
  expect(await targetHealth(bench, TargetGroupArn)).toMatchObject([{ Reason: 'Target.NotInUse' }])
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn }]
  await bench.elb.send(new elb.ModifyListenerCommand({ ListenerArn: web.listener, DefaultActions }))
  const { TargetHealthDescriptions } = await bench.elb.send(
    new elb.DescribeTargetHealthCommand({ TargetGroupArn }),
  )
  expect(TargetHealthDescriptions).toEqual([
    {
      Target: { Id: arn, AvailabilityZone: 'all' },
      TargetHealth: {
        State: 'unavailable',
        Reason: 'Target.HealthCheckDisabled',
        Description: 'Health checks are not enabled for this target',
      },
    },
  ])
  const check = (HealthCheckEnabled: boolean) =>
    bench.elb.send(new elb.ModifyTargetGroupCommand({ TargetGroupArn, HealthCheckEnabled }))
  await check(true)
  await bench.sandbox.advance(5 * 35 * seconds)
  expect(await targetHealth(bench, TargetGroupArn)).toEqual([{ State: 'healthy' }])
  await check(false)
})

test('it gets the event of a load balancer, with the last of several values', async () => {
  const { status, headers, body } = await ask(bench, web.dnsName, '/v1/a%20b?x=1&x=%26&y', {
    method: 'POST',
    headers: { 'X-Many': ['one', 'two'], 'content-type': 'application/json', 'x-forwarded-for': '192.0.2.1' },
    body: '{"n":1}',
  })
  expect([status, headers['content-type'], headers.server]).toEqual([202, 'application/json', 'awselb/2.0'])
  expect(headers['content-length']).toBe(String(body.length))
  expect(JSON.parse(body)).toEqual({
    requestContext: { elb: { targetGroupArn: group.TargetGroupArn } },
    httpMethod: 'POST',
    path: '/v1/a%20b',
    queryStringParameters: { x: '%26', y: '' },
    headers: expect.objectContaining({
      host: web.dnsName,
      'x-many': 'two',
      'x-forwarded-for': '192.0.2.1, 127.0.0.1',
      'x-forwarded-port': '80',
      'x-forwarded-proto': 'http',
      'x-amzn-trace-id': expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
    }),
    body: '{"n":1}',
    isBase64Encoded: false,
  })
})

test('what is no text reaches it in base64, and more than it takes not at all', async () => {
  const sent = { method: 'POST', headers: { 'content-type': 'image/png' }, body: 'png' }
  const { body } = await ask(bench, web.dnsName, '/upload', sent)
  expect(JSON.parse(body)).toMatchObject({ body: 'cG5n', isBase64Encoded: true })
  const large = { method: 'POST', body: 'x'.repeat(1024 * 1024 + 1) }
  expect((await ask(bench, web.dnsName, '/upload', large)).status).toBe(413)
})

test('its bytes come back as they are', async () => {
  const { status, headers, body } = await ask(bench, web.dnsName, '/bytes')
  expect([status, headers['content-type'], body]).toEqual([200, 'application/octet-stream', 'hello'])
})

test.each(['/thrown', '/odd', '/numbers', '/large'])('what it answers at %s is a bad gateway', async path => {
  const { status, headers, body } = await ask(bench, web.dnsName, path)
  expect([status, headers['content-type']]).toEqual([502, 'text/html'])
  expect(body).toContain('502 Bad Gateway')
})

test('with lists, it gets all values and gives several', async () => {
  await setAttribute(group.TargetGroupArn, 'lambda.multi_value_headers.enabled', 'true')
  const { headers } = await ask(bench, web.dnsName, '/many')
  expect(headers['set-cookie']).toEqual(['a=1', 'b=2'])
  const asked = { headers: { 'x-many': ['one', 'two'] } }
  const { body } = await ask(bench, web.dnsName, '/?x=1&x=2', asked)
  const event = JSON.parse(body)
  expect(event).toMatchObject({
    multiValueQueryStringParameters: { x: ['1', '2'] },
    multiValueHeaders: { 'x-many': ['one', 'two'], 'x-forwarded-proto': ['http'] },
  })
  expect(event).not.toHaveProperty('headers')
  await setAttribute(group.TargetGroupArn, 'lambda.multi_value_headers.enabled', 'false')
})

test('it cannot hold a WebSocket', async () => {
  const address = bench.sandbox.endpoint.replace('http', 'ws')
  const socket = new WebSocket(address, { headers: { host: web.dnsName } })
  const error = await new Promise<Error>(resolve => socket.on('error', resolve))
  expect(error.message).toBe('Unexpected server response: 400')
})

test('one that takes its permission back is not called, and one that left is not found', async () => {
  const client = new LambdaClient(bench.config)
  await client.send(new RemovePermissionCommand({ FunctionName: arn, StatementId: 'load-balancer' }))
  expect((await ask(bench, web.dnsName, '/')).status).toBe(502)
  await allow()
  expect((await ask(bench, web.dnsName, '/')).status).toBe(202)
  const { TargetGroupArn } = group
  await bench.elb.send(new elb.DeregisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: arn }] }))
  expect(await targetHealth(bench, TargetGroupArn!)).toEqual([])
  expect((await ask(bench, web.dnsName, '/')).status).toBe(503)
})
