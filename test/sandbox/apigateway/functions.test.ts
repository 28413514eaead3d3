import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import * as lambda from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Bench, closeBench, startBench } from '../ecs/bench.ts'
import { makeFunction } from '../lambda/make-function.ts'
import { total } from '../metrics.ts'
import { ask, makeApi, makeRoute } from './bench.ts'

const handler = `
exports.handler = async event => {
  if (event.rawPath === '/plain') return { hello: 'world' }
  if (event.rawPath === '/text') return 'words'
  if (event.rawPath === '/thrown') throw new Error('no')
  if (event.rawPath === '/odd') return { statusCode: 'many' }
  if (event.rawPath === '/bytes') return { statusCode: 200, isBase64Encoded: true, body: 'aGVsbG8=' }
  return {
    statusCode: 202,
    headers: { 'Content-Type': 'application/json', 'X-Kind': 'echo' },
    cookies: ['a=1', 'b=2'],
    body: JSON.stringify(event),
  }
}`

let bench: Bench
let host: string
const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:hook:live'
const group = '/shop/access'

beforeAll(async () => {
  bench = await startBench()
  const logs = new CloudWatchLogsClient(bench.config)
  await logs.send(new CreateLogGroupCommand({ logGroupName: group }))
  const AccessLogSettings = {
    DestinationArn: `arn:aws:logs:eu-west-1:123456789012:log-group:${group}`,
    Format:
      '{"path":"$context.path","status":"$context.status","error":"$context.integrationErrorMessage","x":"$context.unknown"}',
  }
  const DefaultRouteSettings = { DetailedMetricsEnabled: true }
  const made = await makeApi(bench, { AccessLogSettings, DefaultRouteSettings })
  host = made.host
  await makeRoute(bench, made.id, 'ANY /{proxy+}', {
    IntegrationType: 'AWS_PROXY',
    IntegrationUri: arn,
    PayloadFormatVersion: '2.0',
  })
  await makeFunction(bench, 'hook', handler)
})
afterAll(() => closeBench(bench))

const failed = { status: 500, body: '{"message":"Internal Server Error"}' }

test('a function that does not let the API call it is not called', async () => {
  expect(await ask(bench, host, '/')).toMatchObject({ status: 404 })
  expect(await ask(bench, host, '/plain')).toMatchObject(failed)
  await new lambda.LambdaClient(bench.config).send(
    new lambda.AddPermissionCommand({
      FunctionName: 'hook',
      Qualifier: 'live',
      StatementId: 'api',
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      SourceArn: `arn:aws:execute-api:eu-west-1:123456789012:${host.split('.')[0]}/*`,
    }),
  )
  expect((await ask(bench, host, '/plain')).status).toBe(200)
})

test('it gets an event of format 2.0', async () => {
  const { status, headers, body } = await ask(bench, host, '/v1/things?a=b&a=c', {
    method: 'POST',
    headers: { cookie: 'x=1; y=2', 'content-type': 'application/json', 'user-agent': 'test' },
    body: '{"n":1}',
  })
  expect([status, headers['x-kind'], headers['set-cookie']]).toEqual([202, 'echo', ['a=1', 'b=2']])
  const [domainName] = host.split(':')
  expect(JSON.parse(body)).toMatchObject({
    version: '2.0',
    routeKey: 'ANY /{proxy+}',
    rawPath: '/v1/things',
    rawQueryString: 'a=b&a=c',
    cookies: ['x=1', 'y=2'],
    headers: { 'content-type': 'application/json', 'x-forwarded-proto': 'https' },
    queryStringParameters: { a: 'b,c' },
    pathParameters: { proxy: 'v1/things' },
    requestContext: {
      accountId: '123456789012',
      apiId: host.split('.')[0],
      domainName,
      http: { method: 'POST', path: '/v1/things', sourceIp: '127.0.0.1', userAgent: 'test' },
      routeKey: 'ANY /{proxy+}',
      stage: '$default',
    },
    body: '{"n":1}',
    isBase64Encoded: false,
  })
})

test('what is no text reaches it in base64', async () => {
  const sent = { method: 'POST', headers: { 'content-type': 'image/png' }, body: 'png' }
  const { body } = await ask(bench, host, '/upload', sent)
  expect(JSON.parse(body)).toMatchObject({ body: 'cG5n', isBase64Encoded: true })
})

test.each([
  ['/plain', 200, '{"hello":"world"}'],
  ['/text', 200, 'words'],
  ['/bytes', 200, 'hello'],
  ['/thrown', 500, '{"message":"Internal Server Error"}'],
  ['/odd', 500, '{"message":"Internal Server Error"}'],
])('what it answers at %s comes back as %i', async (path, status, body) => {
  expect(await ask(bench, host, path)).toMatchObject({ status, body })
})

test('each answer is written to the access log, and counted', async () => {
  const logs = new CloudWatchLogsClient(bench.config)
  const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: group }))
  const lines = events!.map(({ message }) => JSON.parse(message!))
  expect(lines).toContainEqual({ path: '/text', status: '200', error: '-', x: '-' })
  expect(lines.filter(({ status }) => status === '500')).toHaveLength(3)
  const api = { ApiId: host.split('.')[0]! }
  const sums = (dimensions: Record<string, string>) =>
    Promise.all(['Count', '5xx', '4xx'].map(name => total(bench, `AWS/ApiGateway ${name}`, dimensions)))
  expect(await sums(api)).toEqual([lines.length, 3, 1])
  const stage = { ...api, Stage: '$default' }
  expect(await sums(stage)).toEqual([lines.length, 3, 1])
  // The one that no route matched was none of a route's.
  expect(await sums({ ...stage, Method: 'ANY', Resource: '/{proxy+}' })).toEqual([lines.length - 1, 3, 0])
})
