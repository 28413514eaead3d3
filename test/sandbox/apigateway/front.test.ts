import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { AuthorizeSecurityGroupIngressCommand, EC2Client } from '@aws-sdk/client-ec2'
import * as cloudMap from '@aws-sdk/client-servicediscovery'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Bench, closeBench, createService, register, seconds, startBench } from '../ecs/bench.ts'
import { ask, clients, makeApi, makeRoute, makeWayIn, registerHere, throughLink } from './bench.ts'

let bench: Bench
beforeEach(async () => {
  bench = await startBench()
})
afterEach(() => closeBench(bench))

/** A program on this machine that tells what it was asked. */
let program: Server
beforeAll(async () => {
  program = createServer(async (request, response) => {
    const { method, url, headers } = request
    response.setHeader('set-cookie', ['a=1', 'b=2'])
    response.statusCode = url === '/slow' ? 500 : 201
    response.end(JSON.stringify({ method, url, headers, body: await text(request) }))
  })
  await new Promise<void>(resolve => program.listen(0, '127.0.0.1', resolve))
})
afterAll(() => void program.close())

async function openToLink(): Promise<void> {
  const ec2 = new EC2Client(bench.config)
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: bench.group,
      IpPermissions: [
        {
          IpProtocol: 'tcp',
          FromPort: 8080,
          ToPort: 8080,
          UserIdGroupPairs: [{ GroupId: bench.group }],
        },
      ],
    }),
  )
}

async function behindLink() {
  const way = await makeWayIn(bench)
  const made = await makeApi(bench)
  await makeRoute(bench, made.id, '$default', throughLink(way))
  return { ...way, ...made }
}

test('a route leads through Cloud Map to a task that runs, and to none that does not', async () => {
  const { host, registry } = await behindLink()
  const serviceRegistries = [{ registryArn: registry.Arn!, containerName: 'app', containerPort: 8080 }]
  await openToLink()
  expect(await ask(bench, host, '/')).toMatchObject({
    status: 503,
    body: '{"message":"Service Unavailable"}',
  })
  await createService(bench, 'app', await register(bench, 'app'), { serviceRegistries, desiredCount: 1 })
  await bench.sandbox.advance(120 * seconds)
  const { status, headers, body } = await ask(bench, host, '/hello?x=1')
  expect([status, headers['content-type']]).toEqual([200, 'application/json'])
  expect(headers['apigw-requestid']).toMatch(/^[0-9a-f-]{36}$/)
  expect(JSON.parse(body)).toEqual({
    service: 'app',
    taskDefinition: 'app:1',
    target: expect.stringMatching(/^10\.0\.[01]\.\d+:8080$/),
    path: '/hello?x=1',
  })
})

test('where the security groups do not let the link through, nobody answers', async () => {
  const { host, registry } = await behindLink()
  const serviceRegistries = [{ registryArn: registry.Arn!, containerName: 'app', containerPort: 8080 }]
  await createService(bench, 'app', await register(bench, 'app'), { serviceRegistries, desiredCount: 1 })
  await bench.sandbox.advance(120 * seconds)
  expect((await ask(bench, host, '/')).status).toBe(503)
  await openToLink()
  expect((await ask(bench, host, '/')).status).toBe(200)
})

test('a record that outlived its task is asked in vain', async () => {
  const { host, registry } = await behindLink()
  await clients(bench).cloudMap.send(
    new cloudMap.RegisterInstanceCommand({
      ServiceId: registry.Id!,
      InstanceId: 'gone',
      Attributes: { AWS_INSTANCE_IPV4: '10.0.0.99', AWS_INSTANCE_PORT: '8080' },
    }),
  )
  expect((await ask(bench, host, '/')).status).toBe(503)
})

test('what goes on is the request as it came, and what comes back the answer', async () => {
  const { host, registry } = await behindLink()
  await registerHere(bench, registry, (program.address() as AddressInfo).port)
  const asked = { method: 'PUT', headers: { 'x-one': '1', connection: 'close' }, body: 'text' }
  const { status, headers, body } = await ask(bench, host, '/v1/things?a=b&a=c', asked)
  expect([status, headers['set-cookie']]).toEqual([201, ['a=1', 'b=2']])
  expect(JSON.parse(body)).toMatchObject({
    method: 'PUT',
    url: '/v1/things?a=b&a=c',
    body: 'text',
    headers: {
      host,
      'x-one': '1',
      forwarded: `for=127.0.0.1;host=${host.split(':')[0]};proto=https`,
      via: 'HTTP/1.1 AmazonAPIGateway',
    },
  })
  const large = { method: 'POST', body: 'x'.repeat(10 * 1024 * 1024 + 1) }
  expect(await ask(bench, host, '/', large)).toMatchObject({
    status: 413,
    body: '{"message":"Request Entity Too Large"}',
  })
})

test('a link that nobody used for two months is woken by a request, for those that follow', async () => {
  const { host, registry } = await behindLink()
  await registerHere(bench, registry, (program.address() as AddressInfo).port)
  expect((await ask(bench, host, '/')).status).toBe(201)
  await bench.sandbox.advance(61 * 24 * 3600 * seconds)
  expect((await ask(bench, host, '/')).status).toBe(503)
  await bench.sandbox.advance(150 * seconds)
  expect((await ask(bench, host, '/')).status).toBe(201)
})

test('what no route matches is not found, and so is a host that means no API', async () => {
  const { host } = await makeApi(bench)
  const notFound = { status: 404, body: '{"message":"Not Found"}' }
  expect(await ask(bench, host, '/')).toMatchObject(notFound)
  expect(await ask(bench, 'abcdefghij.execute-api.eu-west-1.localhost', '/')).toMatchObject(notFound)
})

test('more requests than the stage allows are told to come later', async () => {
  const DefaultRouteSettings = { ThrottlingBurstLimit: 2, ThrottlingRateLimit: 1 }
  const { host } = await makeApi(bench, { DefaultRouteSettings })
  const statuses = async (count: number) => {
    const answers = await Promise.all(Array.from({ length: count }, () => ask(bench, host, '/')))
    return answers.map(({ status }) => status).toSorted()
  }
  expect(await statuses(3)).toEqual([404, 404, 429])
  await bench.sandbox.advance(1 * seconds)
  expect(await statuses(2)).toEqual([404, 429])
})
