import type { IncomingHttpHeaders } from 'node:http'
import { get } from 'node:https'
import { text } from 'node:stream/consumers'
import { CloudFront } from '@aws-sdk/client-cloudfront'
import { S3 } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { timings } from '../../src/lib/sandbox/timings.ts'
import { awsCli, boto3, describeWithAws } from './aws-tools.ts'
import { clientConfig } from './client-config.ts'

/** Time stands still but for `advance`. Each test goes on from where the one before it left. */
let sandbox: Sandbox
let cloudfront: CloudFront
let s3: S3
let id: string
let host: string
let accessControl: string

const Bucket = 'the-media'

beforeAll(async () => {
  sandbox = await startSandbox({ speed: 0 })
  cloudfront = new CloudFront(clientConfig(sandbox, { region: 'us-east-1' }))
  s3 = new S3({ ...clientConfig(sandbox), forcePathStyle: true })
  await s3.createBucket({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } })
  await put('index.html', 'home', 'text/html', 'max-age=0')
  await put('logo.svg', 'old', 'image/svg+xml', 'max-age=3600')
  await put('404.html', 'lost', 'text/html')
})
afterAll(() => sandbox.close())

function put(Key: string, Body: string, ContentType: string, CacheControl?: string) {
  return s3.putObject({ Bucket, Key, Body, ContentType, CacheControl })
}

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** As a browser asks whose resolver knows that `*.localhost` is this machine. */
async function ask(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${sandbox.endpoint}/_sandbox/authority`)
  const { certificate } = (await response.json()) as { certificate: string }
  const { port } = new URL(sandbox.endpoint)
  const [servername] = host.split(':')
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, servername, ca: certificate, agent: false as const }
    const request = get({ ...options, headers: { host, ...headers } }, async answer =>
      resolve({ status: answer.statusCode!, headers: answer.headers, body: await text(answer) }),
    )
    request.on('error', reject)
  })
}

const name = (error: { name: string }) => error.name
const status = async () => (await cloudfront.getDistribution({ Id: id })).Distribution!.Status

test('a distribution needs what it is made of', async () => {
  const config = { CallerReference: 'a', Comment: 'media', Enabled: true }
  const origin = { Id: 'bucket', DomainName: `${Bucket}.s3.eu-west-1.amazonaws.com` }
  const DefaultCacheBehavior = {
    TargetOriginId: 'bucket',
    ViewerProtocolPolicy: 'redirect-to-https' as const,
    CachePolicyId: 'none',
  }
  const make = (more: object) =>
    cloudfront.createDistribution({
      DistributionConfig: {
        ...config,
        Origins: { Quantity: 1, Items: [{ ...origin, S3OriginConfig: { OriginAccessIdentity: '' } }] },
        DefaultCacheBehavior,
        ...more,
      },
    })
  expect(await make({}).catch(name)).toBe('NoSuchCachePolicy')
  expect(await make({ Aliases: { Quantity: 2, Items: ['one.example.com'] } }).catch(name)).toBe(
    'InconsistentQuantities',
  )
  const { OriginAccessControl } = await cloudfront.createOriginAccessControl({
    OriginAccessControlConfig: {
      Name: 'media',
      SigningBehavior: 'always',
      SigningProtocol: 'sigv4',
      OriginAccessControlOriginType: 's3',
    },
  })
  accessControl = OriginAccessControl!.Id!
  const key = {
    CookiesConfig: { CookieBehavior: 'none' },
    QueryStringsConfig: { QueryStringBehavior: 'none' },
  }
  const { CachePolicy } = await cloudfront.createCachePolicy({
    CachePolicyConfig: {
      Name: 'media',
      MinTTL: 0,
      ParametersInCacheKeyAndForwardedToOrigin: {
        ...(key as {
          CookiesConfig: { CookieBehavior: 'none' }
          QueryStringsConfig: { QueryStringBehavior: 'none' }
        }),
        EnableAcceptEncodingGzip: true,
        HeadersConfig: { HeaderBehavior: 'none' },
      },
    },
  })
  const { ResponseHeadersPolicy } = await cloudfront.createResponseHeadersPolicy({
    ResponseHeadersPolicyConfig: {
      Name: 'media',
      CorsConfig: {
        AccessControlAllowOrigins: { Quantity: 1, Items: ['https://*.example.com'] },
        AccessControlAllowMethods: { Quantity: 1, Items: ['GET'] },
        AccessControlAllowHeaders: { Quantity: 1, Items: ['*'] },
        AccessControlAllowCredentials: false,
        OriginOverride: true,
      },
    },
  })
  const made = await make({
    Origins: {
      Quantity: 1,
      Items: [
        { ...origin, S3OriginConfig: { OriginAccessIdentity: '' }, OriginAccessControlId: accessControl },
      ],
    },
    DefaultRootObject: 'index.html',
    CustomErrorResponses: {
      Quantity: 1,
      Items: [{ ErrorCode: 403, ResponseCode: '404', ResponsePagePath: '/404.html', ErrorCachingMinTTL: 10 }],
    },
    DefaultCacheBehavior: {
      ...DefaultCacheBehavior,
      CachePolicyId: CachePolicy!.Id,
      ResponseHeadersPolicyId: ResponseHeadersPolicy!.Id,
    },
  })
  id = made.Distribution!.Id!
  host = made.Distribution!.DomainName!
  expect(made.Distribution).toMatchObject({
    Status: 'InProgress',
    DistributionConfig: { HttpVersion: 'http2', Restrictions: { GeoRestriction: { Quantity: 0 } } },
  })
  expect(await make({}).catch(name)).toBe('DistributionAlreadyExists')
  await sandbox.advance(timings.distributionDeployed)
  expect(await status()).toBe('Deployed')
})

test('only who is named by the policy of the bucket may read it', async () => {
  expect((await ask('/')).status).toBe(403)
  const Statement = {
    Effect: 'Allow',
    Principal: { Service: 'cloudfront.amazonaws.com' },
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${Bucket}/*`,
    Condition: { StringEquals: { 'AWS:SourceArn': `arn:aws:cloudfront::123456789012:distribution/${id}` } },
  }
  await s3.putBucketPolicy({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) })
  await sandbox.advance(10_000)
  expect(await ask('/')).toMatchObject({
    status: 200,
    body: 'home',
    headers: { 'content-type': 'text/html' },
  })
})

test('http leads to https, a part is given where a part is asked for, and what is missing has a page', async () => {
  const { port } = new URL(sandbox.endpoint)
  const plain = await new Promise<IncomingHttpHeaders>(resolve => {
    const { get: getHttp } = process.getBuiltinModule('node:http')
    getHttp({ host: '127.0.0.1', port, path: '/logo.svg', headers: { host } }, ({ headers }) =>
      resolve(headers),
    )
  })
  expect(plain.location).toBe(`https://${host}/logo.svg`)
  expect(await ask('/logo.svg', { range: 'bytes=1-' })).toMatchObject({
    status: 206,
    body: 'ld',
    headers: { 'content-range': 'bytes 1-2/3' },
  })
  expect(await ask('/nowhere')).toMatchObject({ status: 404, body: 'lost' })
  expect((await ask('/logo.svg', { origin: 'https://app.example.com' })).headers).toMatchObject({
    'access-control-allow-origin': 'https://app.example.com',
  })
  expect((await ask('/logo.svg', { origin: 'https://example.org' })).headers).not.toHaveProperty(
    'access-control-allow-origin',
  )
})

test('an edge keeps what it may, until an invalidation is complete', async () => {
  await put('logo.svg', 'new', 'image/svg+xml', 'max-age=3600')
  await put('index.html', 'new home', 'text/html', 'max-age=0')
  expect((await ask('/')).body).toBe('new home')
  expect(await ask('/logo.svg')).toMatchObject({ body: 'old', headers: { 'x-cache': 'Hit from cloudfront' } })
  const paths = { Quantity: 1, Items: ['/logo.svg'] }
  const invalidate = (CallerReference: string, Paths = paths) =>
    cloudfront.createInvalidation({ DistributionId: id, InvalidationBatch: { CallerReference, Paths } })
  const { Invalidation } = await invalidate('1')
  expect(Invalidation!.Status).toBe('InProgress')
  expect((await invalidate('1')).Invalidation!.Id).toBe(Invalidation!.Id)
  expect(await invalidate('1', { Quantity: 1, Items: ['/*'] }).catch(name)).toBe('InvalidArgument')
  expect(await invalidate('2', { Quantity: 1, Items: ['logo.svg'] }).catch(name)).toBe('InvalidArgument')
  expect((await ask('/logo.svg')).body).toBe('old')
  await sandbox.advance(timings.invalidationCompleted)
  const { Invalidation: now } = await cloudfront.getInvalidation({ DistributionId: id, Id: Invalidation!.Id })
  expect(now!.Status).toBe('Completed')
  expect(await ask('/logo.svg')).toMatchObject({
    body: 'new',
    headers: { 'x-cache': 'Miss from cloudfront' },
  })
})

describeWithAws('with AWS’s own tools', () => {
  test('the CLI lists it, and boto3 reads its tags', async () => {
    const { stdout } = await awsCli(sandbox, ['cloudfront', 'list-distributions'], 'us-east-1')
    const [listed] = JSON.parse(stdout).DistributionList.Items
    expect(listed).toMatchObject({ Id: id, Comment: 'media', Status: 'Deployed' })
    const input = { Resource: listed.ARN }
    expect(await boto3(sandbox, 'cloudfront', 'list_tags_for_resource', input)).toEqual({
      output: { Tags: { Items: [] } },
    })
  })
})

test('it goes only once it is disabled, and that is known everywhere; what it is made of goes after it', async () => {
  const { ETag, DistributionConfig } = await cloudfront.getDistributionConfig({ Id: id })
  expect(await cloudfront.deleteDistribution({ Id: id, IfMatch: ETag }).catch(name)).toBe(
    'DistributionNotDisabled',
  )
  const disabled = { ...DistributionConfig!, Enabled: false }
  const update = (IfMatch?: string) =>
    cloudfront.updateDistribution({ Id: id, IfMatch, DistributionConfig: disabled })
  expect(await update().catch(name)).toBe('InvalidIfMatchVersion')
  expect(await update('E1OTHER').catch(name)).toBe('PreconditionFailed')
  const { ETag: next } = await update(ETag)
  expect(await cloudfront.deleteDistribution({ Id: id, IfMatch: next }).catch(name)).toBe(
    'DistributionNotDisabled',
  )
  const control = await cloudfront.getOriginAccessControl({ Id: accessControl })
  const removal = () => cloudfront.deleteOriginAccessControl({ Id: accessControl, IfMatch: control.ETag })
  expect(await removal().catch(name)).toBe('OriginAccessControlInUse')
  await sandbox.advance(timings.distributionDeployed)
  await cloudfront.deleteDistribution({ Id: id, IfMatch: next })
  expect(await status().catch(name)).toBe('NoSuchDistribution')
  await removal()
})
