import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import {
  InvokeCommand,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { afterEach, expect, test } from 'vitest'
import { clientConfig } from '../client-config.ts'
import { Bench, refusal } from './bench.ts'

let bench: Bench
afterEach(() => bench?.sandbox.close())

test('a handler really runs: event in, answer out, environment and context as on Lambda', async () => {
  bench = await Bench.open()
  await bench.make(
    {
      'src/main.mjs': `
        import { greet } from '../lib/greet.js'
        export const api = {
          handle: async (event, context) => ({
            greeting: greet(event.name),
            name: context.functionName,
            arn: context.invokedFunctionArn,
            left: context.getRemainingTimeInMillis() > 5000,
            region: process.env.AWS_REGION,
            table: process.env.TABLE,
            home: process.env.HOME ?? 'none',
            root: process.cwd() === process.env.LAMBDA_TASK_ROOT,
          }),
        }`,
      'lib/greet.js': "exports.greet = name => 'Hello ' + name",
    },
    { Handler: 'src/main.api.handle', Environment: { Variables: { TABLE: 'shop-prod-main' } } },
  )
  const { payload, error, version } = await bench.invoke({ name: 'Ada' })
  expect({ payload, error, version }).toEqual({
    payload: {
      greeting: 'Hello Ada',
      name: 'api',
      arn: 'arn:aws:lambda:eu-west-1:123456789012:function:api',
      left: true,
      region: 'eu-west-1',
      table: 'shop-prod-main',
      home: 'none',
      root: true,
    },
    error: undefined,
    version: '$LATEST',
  })
})

test('a process is kept warm for the next event, and another configuration gets another one', async () => {
  bench = await Bench.open()
  await bench.make({ 'index.js': 'let calls = 0\nexports.handler = async () => ++calls' })
  const [cold, warm] = [await bench.invoke(), await bench.invoke()]
  expect([cold.payload, warm.payload]).toEqual([1, 2])
  expect([cold, warm].map(({ log }) => log.includes('Init Duration'))).toEqual([true, false])
  await bench.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'api', MemorySize: 256 }))
  await bench.sandbox.advance(5000)
  expect((await bench.invoke()).payload).toBe(1)
})

test('a handler that answers by its callback', async () => {
  bench = await Bench.open()
  await bench.make({ 'index.js': 'exports.handler = (event, _context, done) => done(null, event.n + 1)' })
  expect((await bench.invoke({ n: 1 })).payload).toBe(2)
})

test('a handler calls the sandbox itself, with the SDK that Lambda brings and as its own role', async () => {
  bench = await Bench.open()
  await bench.make({
    'index.mjs': `
      import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
      export const handler = async () => (await new STSClient({}).send(new GetCallerIdentityCommand({}))).Arn`,
  })
  expect((await bench.invoke()).payload).toBe('arn:aws:sts::123456789012:assumed-role/api/api')
})

test('what a handler writes is in its log, between what Lambda writes', async () => {
  bench = await Bench.open()
  await bench.make({
    'index.js':
      "exports.handler = async () => { console.log('asked', { n: 1 }); console.error('oh'); process.stdout.write('raw\\n') }",
  })
  await bench.invoke()
  const logs = new CloudWatchLogsClient(clientConfig(bench.sandbox))
  const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName: '/aws/lambda/api' }))
  const lines = events!.map(({ message }) => message!.replace(/[\da-f-]{36}/g, 'ID').replace(/^\S+Z\t/, ''))
  expect(lines.slice(0, -1)).toEqual([
    'START RequestId: ID Version: $LATEST',
    'ID\tINFO\tasked { n: 1 }',
    'ID\tERROR\toh',
    'raw',
    'END RequestId: ID',
  ])
  expect(lines.at(-1)).toMatch(
    /^REPORT RequestId: ID\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB/,
  )
  expect(events![0]!.logStreamName).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][\da-f]{32}$/)
})

test.each([
  ['throws', "exports.handler = async () => { throw new RangeError('too far') }", 'RangeError', 'too far'],
  ['exits', 'exports.handler = async () => process.exit(3)', 'Runtime.ExitError', 'exit status 3'],
  ['is not there', 'exports.other = 1', 'Runtime.HandlerNotFound', 'index.handler is undefined'],
  ['cannot be loaded', "require('./nothing')", 'Runtime.ImportModuleError', "Cannot find module './nothing'"],
  [
    'forgets a promise',
    'exports.handler = () => new Promise(() => { Promise.reject(new Error("lost")) })',
    'Runtime.UnhandledPromiseRejection',
    'lost',
  ],
])('a handler that %s is told as Lambda tells it', async (_what, code, errorType, errorMessage) => {
  bench = await Bench.open()
  await bench.make({ 'index.js': code })
  expect(await bench.invoke()).toMatchObject({
    error: 'Unhandled',
    payload: { errorType, errorMessage: expect.stringContaining(errorMessage) },
  })
})

test('a handler that takes too long is ended, and the next event finds a fresh one', async () => {
  bench = await Bench.open()
  const code =
    'let calls = 0\nexports.handler = async ({ hang }) => (hang ? new Promise(() => setInterval(() => {}, 9)) : ++calls)'
  await bench.make({ 'index.js': code }, { Timeout: 1 })
  expect((await bench.invoke()).payload).toBe(1)
  expect((await bench.invoke({ hang: true })).payload).toMatchObject({
    errorType: 'Sandbox.Timedout',
    errorMessage: expect.stringMatching(/Task timed out after 1\.00 seconds$/),
  })
  expect((await bench.invoke()).payload).toBe(1)
})

test('many events at once', async () => {
  bench = await Bench.open()
  await bench.make({ 'index.js': 'exports.handler = async ({ n }) => n * 2' })
  const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => bench.invoke({ n })))
  expect(answers.map(({ payload }) => payload)).toEqual(Array.from({ length: 30 }, (_, n) => n * 2))
})

test('what cannot be called is refused', async () => {
  bench = await Bench.open()
  const call = (input: object) => bench.lambda.send(new InvokeCommand({ FunctionName: 'api', ...input }))
  expect(await refusal(call({}))).toBe(
    'ResourceNotFoundException: Function not found: arn:aws:lambda:eu-west-1:123456789012:function:api',
  )
  await bench.make({ 'index.js': 'exports.handler = async () => 1' })
  await bench.lambda.send(new PublishVersionCommand({ FunctionName: 'api' }))
  expect(await refusal(call({ Qualifier: '1' }))).toBe(
    'ResourceConflictException: The operation cannot be performed at this time. The function is currently in the following state: Pending',
  )
  expect(await refusal(call({ Qualifier: 'live' }))).toBe(
    'ResourceNotFoundException: Function not found: arn:aws:lambda:eu-west-1:123456789012:function:api:live',
  )
  expect(await refusal(call({ Payload: '{' }))).toContain('InvalidRequestContentException')
  await bench.sandbox.advance(1000)
  expect((await call({ Qualifier: '1' })).ExecutedVersion).toBe('1')
})

test('another language is not pretended to run, unless the plan gives it an answer', async () => {
  bench = await Bench.open()
  await bench.make({ 'index.py': 'def handler(event, context): return 1' }, { Runtime: 'python3.14' })
  expect(await bench.invoke()).toMatchObject({
    error: 'Unhandled',
    payload: {
      errorType: 'Sandbox.UnsupportedRuntime',
      errorMessage: expect.stringContaining('Node.js functions only, not python3.14'),
    },
  })
  bench.sandbox.faults.add({ services: { lambda: { api: { status: 503, body: 'busy' } } } })
  expect((await bench.invoke()).payload).toMatchObject({ statusCode: 503, body: 'busy' })
})
