import { ACM } from '@aws-sdk/client-acm'
import { Route53 } from '@aws-sdk/client-route-53'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, makePorts, type Ports } from '../../../src/lib/aws/index.ts'
import { makeClock } from '../../../src/lib/events/index.ts'
import { type Sandbox, startSandbox } from '../../../src/lib/sandbox/index.ts'
import { timings } from '../../../src/lib/sandbox/timings.ts'
import { clientConfig } from '../../sandbox/client-config.ts'
import { Environment } from '../environment.ts'
import { makeHostedZone } from '../hosted-zone.ts'
import { manifestOf } from '../manifest.ts'
import { kinds } from './environment.ts'

/** One environment through its life: each test goes on from where the one before it left. */
const speed = 1000
let sandbox: Sandbox
let ports: Ports
let environment: Environment

beforeAll(async () => {
  sandbox = await startSandbox({ speed })
  const clock = makeClock(speed)
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'not-verified' }
  ports = makePorts(connect({ region: 'eu-west-1', clock, endpoint: sandbox.endpoint, credentials }))
  environment = new Environment(kinds, ports, clock)
})
afterAll(() => sandbox.close())

const immutable = 'public, max-age=31536000, immutable'
const cors = [{ origins: ['https://aiponge.com', 'exp://*'], methods: ['GET', 'PUT'], expose: ['ETag'] }]
const media = { cors, publicPrefix: 'public/', cdn: { cacheControl: immutable } }
const site = { website: { directory: './out', error: '404.html' }, cdn: true }
const Bucket = 'shop-prod-media-123456789012'

/** As its owner would: requested in us-east-1, and proven by a record. */
async function issueCertificate(DomainName: string): Promise<string> {
  const settings = clientConfig(sandbox, { region: 'us-east-1' })
  const [acm, route53] = [new ACM(settings), new Route53(settings)]
  const HostedZoneId = await makeHostedZone(sandbox)
  const { CertificateArn } = await acm.requestCertificate({ DomainName, ValidationMethod: 'DNS' })
  const seen = async () => (await acm.describeCertificate({ CertificateArn })).Certificate!
  await expect.poll(async () => (await seen()).DomainValidationOptions![0]!.ResourceRecord).toBeDefined()
  const { Name, Type, Value } = (await seen()).DomainValidationOptions![0]!.ResourceRecord!
  const ResourceRecordSet = { Name, Type, TTL: 60, ResourceRecords: [{ Value }] }
  const ChangeBatch = { Changes: [{ Action: 'CREATE' as const, ResourceRecordSet }] }
  await route53.changeResourceRecordSets({ HostedZoneId, ChangeBatch })
  await expect.poll(async () => (await seen()).Status).toBe('ISSUED')
  return CertificateArn!
}

async function theDistribution(id: string) {
  const { DistributionList } = await ports.cloudfront.listDistributions({})
  const found = DistributionList!.Items!.find(({ Comment }) => Comment === `${id} (deployctl: shop/prod)`)!
  return (await ports.cloudfront.getDistribution({ Id: found.Id })).Distribution!
}

test('everything is made once, and waited for', async () => {
  const manifest = manifestOf({ buckets: { media, site } })
  expect((await environment.plan(manifest)).toSorted()).toEqual([
    'bucket-policy/media create',
    'bucket-policy/site create',
    'bucket/media create',
    'bucket/site create',
    'cache-policy/media create',
    'cache-policy/site create',
    'distribution/media create',
    'distribution/site create',
    'origin-access-control/media create',
    'origin-access-control/site create',
    'response-headers-policy/media create',
    'response-headers-policy/site create',
  ])
  const before = sandbox.clock.now()
  await environment.settle(manifest)
  expect(sandbox.clock.now() - before).toBeGreaterThan(timings.distributionDeployed)
  expect((await theDistribution('media')).Status).toBe('Deployed')
  expect(await environment.plan(manifest)).toEqual([])
})

test('what CloudFront holds is what was meant', async () => {
  const { DistributionConfig: config, ARN } = await theDistribution('media')
  expect(config).toMatchObject({
    Enabled: true,
    HttpVersion: 'http2and3',
    PriceClass: 'PriceClass_100',
    DefaultCacheBehavior: { ViewerProtocolPolicy: 'redirect-to-https', Compress: true },
    Origins: { Items: [{ DomainName: `${Bucket}.s3.eu-west-1.amazonaws.com` }] },
  })
  const { ResponseHeadersPolicyId, CachePolicyId } = config!.DefaultCacheBehavior!
  const headers = await ports.cloudfront.getResponseHeadersPolicy({ Id: ResponseHeadersPolicyId })
  expect(headers.ResponseHeadersPolicy!.ResponseHeadersPolicyConfig).toMatchObject({
    CustomHeadersConfig: { Items: [{ Header: 'Cache-Control', Value: immutable, Override: true }] },
    // An app's own scheme is no web origin, and writing does not go by way of the CDN.
    CorsConfig: {
      AccessControlAllowOrigins: { Items: ['https://aiponge.com'] },
      AccessControlAllowMethods: { Items: ['GET'] },
      AccessControlExposeHeaders: { Items: ['ETag'] },
    },
  })
  const cache = await ports.cloudfront.getCachePolicy({ Id: CachePolicyId })
  expect(cache.CachePolicy!.CachePolicyConfig).toMatchObject({ MinTTL: 0, DefaultTTL: 31_536_000 })
  const { Policy } = await ports.s3.getBucketPolicy({ Bucket })
  expect(JSON.parse(Policy!).Statement).toContainEqual({
    Sid: 'AllowCloudFront',
    Effect: 'Allow',
    Principal: { Service: 'cloudfront.amazonaws.com' },
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${Bucket}/*`,
    Condition: { StringEquals: { 'AWS:SourceArn': ARN } },
  })
  const { DistributionConfig: ofSite } = await theDistribution('site')
  expect(ofSite).toMatchObject({
    DefaultRootObject: 'index.html',
    CustomErrorResponses: {
      Items: [
        { ErrorCode: 403, ResponseCode: '404', ResponsePagePath: '/404.html' },
        { ErrorCode: 404, ResponseCode: '404', ResponsePagePath: '/404.html' },
      ],
    },
  })
})

test('what somebody changed by hand is seen, and put right', async () => {
  const { Id, DistributionConfig } = await theDistribution('media')
  const { ETag } = await ports.cloudfront.getDistribution({ Id })
  const changed = { ...DistributionConfig!, PriceClass: 'PriceClass_All' as const, Enabled: false }
  await ports.cloudfront.updateDistribution({ Id, IfMatch: ETag, DistributionConfig: changed })
  const manifest = manifestOf({ buckets: { media, site } })
  expect(await environment.plan(manifest)).toEqual(['distribution/media update Enabled PriceClass status'])
  await environment.settle(manifest)
  expect(await environment.plan(manifest)).toEqual([])
})

test('the older identity is made where it is asked for, and the policy names it', async () => {
  const manifest = manifestOf({ buckets: { media: { ...media, cdn: { identity: 'oai' } }, site } })
  expect((await environment.plan(manifest)).toSorted()).toEqual([
    'bucket-policy/media update policy',
    'cache-policy/media update DefaultTTL',
    'distribution/media update Origins',
    'origin-access-identity/media create',
    'response-headers-policy/media update CustomHeadersConfig',
  ])
  await environment.settle(manifest)
  expect(await environment.plan(manifest)).toEqual([])
  const { CloudFrontOriginAccessIdentityList } = await ports.cloudfront.listCloudFrontOriginAccessIdentities(
    {},
  )
  const [identity] = CloudFrontOriginAccessIdentityList!.Items!
  const { Policy } = await ports.s3.getBucketPolicy({ Bucket })
  expect(JSON.parse(Policy!).Statement).toContainEqual({
    Sid: 'AllowCloudFrontOAI',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity ${identity!.Id}` },
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${Bucket}/*`,
  })
})

test('a host name of its own needs its certificate, and comes and goes with it', async () => {
  const wanting = (existing: string) => {
    const cdn = { domain: 'cdn.example.com', certificate: { existing }, identity: 'oai' }
    return manifestOf({ buckets: { media: { ...media, cdn }, site } })
  }
  const unknown = 'arn:aws:acm:us-east-1:123456789012:certificate/none'
  await expect(environment.settle(wanting(unknown))).rejects.toMatchObject({
    message: expect.stringContaining('InvalidViewerCertificate'),
  })
  const named = wanting(await issueCertificate('cdn.example.com'))
  expect(await environment.plan(named)).toEqual(['distribution/media update Aliases ViewerCertificate'])
  await environment.settle(named)
  expect(await environment.plan(named)).toEqual([])
  const plain = manifestOf({ buckets: { media: { ...media, cdn: { identity: 'oai' } }, site } })
  await environment.settle(plain)
  expect(await environment.plan(plain)).toEqual([])
})

test('a crash before the answer leaves nothing twice', async () => {
  const unseen = new Environment(
    kinds.map(kind => ({ ...kind, inspect: async () => ({}) })),
    ports,
    environment.clock,
  )
  const manifest = manifestOf({ buckets: { media, site } })
  await unseen.settle(manifest)
  expect(await environment.plan(manifest)).toEqual(['origin-access-identity/media remove'])
})

test('what nobody wants delivered any more is taken from the edges, and the bucket stays', async () => {
  const manifest = manifestOf({ buckets: { media: { cors, publicPrefix: 'public/' }, site } })
  const plan = await environment.plan(manifest)
  expect(plan.toSorted()).toEqual([
    'bucket-policy/media update policy',
    'cache-policy/media remove',
    'distribution/media remove',
    'origin-access-control/media remove',
    'origin-access-identity/media remove',
    'response-headers-policy/media remove',
  ])
  await environment.settle(manifest)
  expect(await environment.plan(manifest)).toEqual([])
})

test('teardown takes everything of a site; where nothing is delivered, one look is enough', async () => {
  await environment.tearDown()
  expect(await environment.standing()).toEqual(['bucket-policy/media', 'bucket/media'])
  const before = sandbox.calls.records.length
  await environment.standing()
  const asked = sandbox.calls.records.slice(before).filter(({ service }) => service === 'cloudfront')
  expect(asked.map(({ operation }) => operation).toSorted()).toEqual([
    'ListDistributions',
    'ListOriginAccessControls',
  ])
})
