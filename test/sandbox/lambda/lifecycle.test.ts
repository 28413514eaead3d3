import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  RemovePermissionCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterEach, expect, test } from 'vitest'
import { clientConfig } from '../client-config.ts'
import { Bench, packed, refusal } from './bench.ts'

const FunctionName = 'api'
const files = { 'index.js': 'exports.handler = async () => 1' }
const other = { 'index.js': 'exports.handler = async () => 2' }

let bench: Bench
afterEach(() => bench?.sandbox.close())

const states = async () => {
  const { State, LastUpdateStatus } = await bench.lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName }),
  )
  return [State, LastUpdateStatus]
}
const publish = async (input: object = {}) =>
  (await bench.lambda.send(new PublishVersionCommand({ FunctionName, ...input }))).Version

test('a creation and an update take their time, and nothing else is changed meanwhile', async () => {
  bench = await Bench.open()
  await bench.lambda.send(new CreateFunctionCommand(bench.input(files)))
  expect(await states()).toEqual(['Pending', 'InProgress'])
  const update = () =>
    bench.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, MemorySize: 256 }))
  const refused = 'ResourceConflictException: The operation cannot be performed at this time.'
  expect(await refusal(update())).toBe(`${refused} The function is currently in the following state: Pending`)
  await bench.sandbox.advance(5000)
  expect(await states()).toEqual(['Active', 'Successful'])
  await update()
  expect(await states()).toEqual(['Active', 'InProgress'])
  expect(await refusal(publish())).toBe(
    `${refused} An update is in progress for resource: arn:aws:lambda:eu-west-1:123456789012:function:api`,
  )
  await bench.sandbox.advance(5000)
  expect(await states()).toEqual(['Active', 'Successful'])
})

test('an update that fails leaves its reason', async () => {
  const failed = { code: 'ImageAccessDenied', reason: 'Lambda cannot read the image.' }
  bench = await Bench.open()
  await bench.make(files)
  bench.sandbox.faults.add({ services: { lambda: { api: { failed } } } })
  await bench.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: packed(other) }))
  await bench.sandbox.advance(5000)
  const configuration = await bench.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
  expect(configuration).toMatchObject({
    State: 'Active',
    LastUpdateStatus: 'Failed',
    LastUpdateStatusReason: 'Lambda cannot read the image.',
    LastUpdateStatusReasonCode: 'ImageAccessDenied',
  })
})

test('versions hold what was published, and one that changes nothing is not made', async () => {
  bench = await Bench.open()
  await bench.make(files)
  expect([await publish({ Description: 'first' }), await publish({ Description: 'again' })]).toEqual([
    '1',
    '1',
  ])
  const { CodeSha256 } = await bench.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
  await bench.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: packed(other) }))
  await bench.sandbox.advance(5000)
  expect(await refusal(publish({ CodeSha256 }))).toMatch(
    /^InvalidParameterValueException: CodeSHA256 \(.+\) is different/,
  )
  expect(await publish()).toBe('2')
  await bench.sandbox.advance(1000)
  const { Versions } = await bench.lambda.send(new ListVersionsByFunctionCommand({ FunctionName }))
  expect(Versions!.map(({ Version, Description }) => [Version, Description])).toEqual([
    ['$LATEST', ''],
    ['1', 'first'],
    ['2', ''],
  ])
  expect((await bench.invoke({}, 'api:1')).payload).toBe(1)
  expect((await bench.invoke({}, 'api:2')).payload).toBe(2)
})

test('a version number is never given twice', async () => {
  bench = await Bench.open()
  await bench.make(files)
  await publish()
  await bench.lambda.send(new DeleteFunctionCommand({ FunctionName }))
  await bench.make(files)
  expect(await publish()).toBe('2')
})

test('an alias leads to its version, moves, and keeps that version from being deleted', async () => {
  bench = await Bench.open()
  await bench.make(files)
  await publish()
  await bench.lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: packed(other) }))
  await bench.sandbox.advance(5000)
  await publish()
  await bench.sandbox.advance(1000)
  const live = { FunctionName, Name: 'live' }
  expect(
    await refusal(bench.lambda.send(new CreateAliasCommand({ ...live, FunctionVersion: '7' }))),
  ).toContain('Function not found: arn:aws:lambda:eu-west-1:123456789012:function:api:7')
  await bench.lambda.send(new CreateAliasCommand({ ...live, FunctionVersion: '1' }))
  expect(await refusal(bench.lambda.send(new CreateAliasCommand({ ...live, FunctionVersion: '1' })))).toBe(
    'ResourceConflictException: Alias already exists: arn:aws:lambda:eu-west-1:123456789012:function:api:live',
  )
  expect((await bench.invoke({}, 'api:live')).payload).toBe(1)
  const deletion = () => bench.lambda.send(new DeleteFunctionCommand({ FunctionName, Qualifier: '1' }))
  expect(await refusal(deletion())).toContain('the following aliases reference it: [live]')
  const { RevisionId } = await bench.lambda.send(new GetAliasCommand(live))
  await bench.lambda.send(new UpdateAliasCommand({ ...live, FunctionVersion: '2' }))
  expect((await bench.invoke({}, 'api:live')).payload).toBe(2)
  const stale = new UpdateAliasCommand({ ...live, FunctionVersion: '1', RevisionId })
  expect(await refusal(bench.lambda.send(stale))).toContain('PreconditionFailedException')
  await deletion()
  await bench.lambda.send(new DeleteAliasCommand(live))
  expect(await refusal(bench.lambda.send(new GetAliasCommand(live)))).toContain('Cannot find alias arn')
})

test('who may call an alias is written once, and goes with it', async () => {
  bench = await Bench.open()
  await bench.make(files)
  const live = { FunctionName, Qualifier: 'live' }
  const permission = {
    ...live,
    StatementId: 'http-api',
    Action: 'lambda:InvokeFunction',
    Principal: 'apigateway.amazonaws.com',
    SourceArn: 'arn:aws:execute-api:eu-west-1:123456789012:abc/*/*',
  }
  expect(await refusal(bench.lambda.send(new AddPermissionCommand(permission)))).toContain(
    'Function not found',
  )
  await publish()
  await bench.lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }))
  await bench.lambda.send(new AddPermissionCommand(permission))
  expect(await refusal(bench.lambda.send(new AddPermissionCommand(permission)))).toContain(
    'The statement id (http-api) provided already exists.',
  )
  const { Policy } = await bench.lambda.send(new GetPolicyCommand(live))
  expect(JSON.parse(Policy!).Statement).toEqual([
    {
      Sid: 'http-api',
      Effect: 'Allow',
      Principal: { Service: 'apigateway.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: 'arn:aws:lambda:eu-west-1:123456789012:function:api:live',
      Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:execute-api:eu-west-1:123456789012:abc/*/*' } },
    },
  ])
  await bench.lambda.send(new RemovePermissionCommand({ ...live, StatementId: 'http-api' }))
  expect(await refusal(bench.lambda.send(new GetPolicyCommand(live)))).toBe(
    'ResourceNotFoundException: The resource you requested does not exist.',
  )
})

test('a role that is too young, or trusts others, cannot be taken', async () => {
  bench = await Bench.open()
  await bench.makeRole('young')
  await bench.makeRole('of-tasks', 'ecs-tasks.amazonaws.com')
  const create = (role: string) => {
    const Role = bench.role.replace('api', role)
    return bench.lambda.send(new CreateFunctionCommand({ ...bench.input(files), Role }))
  }
  const refused =
    'InvalidParameterValueException: The role defined for the function cannot be assumed by Lambda.'
  expect(await refusal(create('young'))).toBe(refused)
  await bench.sandbox.advance(8000)
  expect(await refusal(create('of-tasks'))).toBe(refused)
  await create('young')
  expect(await refusal(create('young'))).toBe('ResourceConflictException: Function already exist: api')
})

test.each([
  ['what is no package', { Code: { ZipFile: Buffer.from('x') } }, 'Could not unzip uploaded file.'],
  ['no handler', { Handler: undefined }, 'Runtime and Handler are mandatory parameters'],
  ['too little memory', { MemorySize: 64 }, "Value '64' at 'memorySize' failed to satisfy constraint"],
  [
    'a variable of its own',
    { Environment: { Variables: { AWS_REGION: 'x' } } },
    'Reserved keys used in this request: AWS_REGION',
  ],
  ['too many variables', { Environment: { Variables: { BIG: 'x'.repeat(4096) } } }, 'exceeded the 4KB limit'],
  [
    'an image of nowhere',
    { PackageType: 'Image', Runtime: undefined, Handler: undefined, Code: { ImageUri: 'nginx' } } as const,
    'Source image nginx is not valid.',
  ],
  ['a package in no bucket', { Code: { S3Bucket: 'b', S3Key: 'k' } }, 'S3 Error Code: NoSuchKey'],
])('%s is refused', async (_what, change, message) => {
  bench = await Bench.open()
  const input = { ...bench.input(files), ...change }
  expect(await refusal(bench.lambda.send(new CreateFunctionCommand(input)))).toContain(message)
})

test('a package may come from a bucket', async () => {
  bench = await Bench.open()
  const s3 = new S3Client({ ...clientConfig(bench.sandbox), forcePathStyle: true })
  const at = { Bucket: 'packages', Key: 'api.zip' }
  const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const }
  await s3.send(new CreateBucketCommand({ Bucket: at.Bucket, CreateBucketConfiguration }))
  await s3.send(new PutObjectCommand({ ...at, Body: packed(other) }))
  await bench.make({}, { Code: { S3Bucket: at.Bucket, S3Key: at.Key } })
  expect((await bench.invoke()).payload).toBe(2)
})

test('an image runs as a model of one that is well, and must be for one platform', async () => {
  bench = await Bench.open()
  const registry = new URL(bench.sandbox.endpoint).host
  const index = await fetch(`http://${registry}/v2/sandbox/hello/manifests/latest`)
  const { manifests } = (await index.json()) as { manifests: { digest: string }[] }
  const image = { PackageType: 'Image', Runtime: undefined, Handler: undefined } as const
  const ImageUri = `${registry}/sandbox/hello`
  const several = { ...image, Code: { ImageUri: `${ImageUri}:latest` } }
  expect(await refusal(bench.make({}, several))).toContain(
    `media type for the source image ${ImageUri}:latest is not supported.`,
  )
  const absent = { ...image, Code: { ImageUri: `${ImageUri}:other` } }
  expect(await refusal(bench.make({}, absent))).toContain(`Source image ${ImageUri}:other does not exist.`)
  const one = `${ImageUri}@${manifests[0]!.digest}`
  await bench.make({}, { ...image, Code: { ImageUri: one } })
  const { Code, Configuration } = await bench.lambda.send(new GetFunctionCommand({ FunctionName }))
  expect(Code!.ResolvedImageUri).toBe(one)
  expect(`sha256:${Configuration!.CodeSha256}`).toBe(manifests[0]!.digest)
  expect((await bench.invoke()).payload).toMatchObject({
    statusCode: 200,
    body: '{"function":"api","version":"$LATEST"}',
  })
  bench.sandbox.faults.add({ services: { lambda: { [manifests[0]!.digest]: { error: true } } } })
  expect((await bench.invoke()).error).toBe('Unhandled')
})

test("a function's share of the account's concurrency", async () => {
  bench = await Bench.open()
  await bench.make(files)
  const reserve = (ReservedConcurrentExecutions: number) =>
    bench.lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }))
  expect(await refusal(reserve(950))).toContain('below its minimum value of [100]')
  await reserve(0)
  expect(await refusal(bench.invoke())).toBe('TooManyRequestsException: Rate Exceeded.')
  const { Concurrency } = await bench.lambda.send(new GetFunctionCommand({ FunctionName }))
  expect(Concurrency).toEqual({ ReservedConcurrentExecutions: 0 })
})
