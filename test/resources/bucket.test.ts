import { expect, test } from 'vitest'
import { connect, makePorts } from '../../src/lib/aws/index.ts'
import { makeClock } from '../../src/lib/events/index.ts'
import { bucket } from '../../src/lib/resources/bucket.ts'
import { bucketAccess } from '../../src/lib/resources/bucket-access.ts'
import { bucketNameOf, hostsOf } from '../../src/lib/resources/bucket-name.ts'
import { bucketPolicy } from '../../src/lib/resources/bucket-policy.ts'
import { bucketPolicyDocument } from '../../src/lib/resources/bucket-policy-document.ts'
import { startSandbox } from '../../src/lib/sandbox/index.ts'
import { Environment } from './environment.ts'
import { manifestOf, scope } from './manifest.ts'
import { describeOnBoth } from './on-both.ts'

const kinds = [bucket, bucketPolicy]

const cors = {
  origins: ['https://your-app.replit.app', 'https://aiponge.com', 'exp://*'],
  methods: ['GET', 'PUT', 'POST', 'DELETE', 'HEAD'],
  expose: ['ETag'],
  maxAge: '3000s',
}
const buckets = {
  files: {},
  media: { cors: [cors], publicPrefix: 'public/' },
  site: { website: { directory: './static', error: '404.html' } },
}
const named = (id: string) => `shop-prod-${id}-123456789012`

test('a name is unique in all of AWS, the same every time, and at most 63 characters', () => {
  expect(bucketNameOf(scope, scope.account, 'media')).toBe('shop-prod-media-123456789012')
  const long = { project: 'a-project-with-a-long-name-indeed', environment: 'production-of-europe' }
  const name = bucketNameOf(long, scope.account, 'backups')
  expect(name).toHaveLength(63)
  expect(bucketNameOf(long, '999999999999', 'backups')).not.toBe(name)
})

test('websites are found under a hyphen in the older regions, and under a dot in all others', () => {
  expect(hostsOf('b', 'eu-west-1').website).toBe('b.s3-website-eu-west-1.amazonaws.com')
  expect(hostsOf('b', 'eu-central-1').website).toBe('b.s3-website.eu-central-1.amazonaws.com')
})

test('who may read is said by name: the public its prefix, CloudFront everything, nobody without TLS', () => {
  const distribution = 'arn:aws:cloudfront::123456789012:distribution/E1'
  expect(
    bucketPolicyDocument({ bucket: 'arn:aws:s3:::b', publicPrefix: 'public/', distribution, tlsOnly: true }),
  ).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Sid: 'PublicReadGetObject',
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::b/public/*',
      },
      {
        Sid: 'AllowCloudFront',
        Effect: 'Allow',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Action: 's3:GetObject',
        Resource: 'arn:aws:s3:::b/*',
        Condition: { StringEquals: { 'AWS:SourceArn': distribution } },
      },
    ],
  })
})

test('access is to objects and their list, never to the bucket itself', () => {
  const manifest = manifestOf({ buckets: { media: {}, team: { existing: 'team-files' } } })
  expect(bucketAccess('media', 'read', manifest, scope)).toEqual([
    { Effect: 'Allow', Action: ['s3:ListBucket'], Resource: [`arn:aws:s3:::${named('media')}`] },
    { Effect: 'Allow', Action: ['s3:GetObject'], Resource: [`arn:aws:s3:::${named('media')}/*`] },
  ])
  const [, objects] = bucketAccess('team', 'write', manifest, scope)
  expect(objects).toEqual({
    Effect: 'Allow',
    Action: [
      's3:GetObject',
      's3:PutObject',
      's3:DeleteObject',
      's3:AbortMultipartUpload',
      's3:ListMultipartUploadParts',
    ],
    Resource: ['arn:aws:s3:::team-files/*'],
  })
})

describeOnBoth(kinds, ({ stand, moto, environment }) => {
  const all = [
    'bucket-policy/files',
    'bucket-policy/media',
    'bucket-policy/site',
    'bucket/files',
    'bucket/media',
    'bucket/site',
  ]

  test('buckets are made once: the second time there is nothing to do', async () => {
    const manifest = manifestOf({ buckets })
    expect((await environment.plan(manifest)).toSorted()).toEqual(all.map(one => `${one} create`))
    await environment.settle(manifest)
    expect(await environment.standing()).toEqual(all)
    expect(await environment.plan(manifest)).toEqual([])
  })

  test('what AWS holds is what was meant', async () => {
    const { s3 } = moto.ports
    const Bucket = named('media')
    expect((await s3.getBucketVersioning({ Bucket })).Status).toBe('Enabled')
    expect((await s3.getBucketCors({ Bucket })).CORSRules).toEqual([
      {
        AllowedOrigins: cors.origins,
        AllowedMethods: cors.methods,
        AllowedHeaders: ['*'],
        ExposeHeaders: ['ETag'],
        MaxAgeSeconds: 3000,
      },
    ])
    const { ServerSideEncryptionConfiguration } = await s3.getBucketEncryption({ Bucket })
    expect(ServerSideEncryptionConfiguration!.Rules).toMatchObject([
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: true },
    ])
    const { Rules } = await s3.getBucketLifecycleConfiguration({ Bucket })
    expect(Rules).toMatchObject([
      { NoncurrentVersionExpiration: { NoncurrentDays: 30 } },
      { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
    ])
    const blocks = async (bucket: string) =>
      (await s3.getPublicAccessBlock({ Bucket: bucket })).PublicAccessBlockConfiguration
    expect(await blocks(Bucket)).toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: false,
      RestrictPublicBuckets: false,
    })
    expect(Object.values((await blocks(named('files')))!)).toEqual([true, true, true, true])
    const website = await s3.getBucketWebsite({ Bucket: named('site') })
    expect([website.IndexDocument, website.ErrorDocument]).toEqual([
      { Suffix: 'index.html' },
      { Key: '404.html' },
    ])
    const { TagSet } = await s3.getBucketTagging({ Bucket: named('site') })
    expect(TagSet).toContainEqual({ Key: 'deployctl:holds', Value: 'site' })
  })

  test('what somebody changed by hand is seen, and put right', async () => {
    const { s3 } = moto.ports
    await s3.deleteBucketCors({ Bucket: named('media') })
    await s3.putBucketVersioning({
      Bucket: named('files'),
      VersioningConfiguration: { Status: 'Suspended' },
    })
    await s3.putPublicAccessBlock({
      Bucket: named('files'),
      PublicAccessBlockConfiguration: { BlockPublicAcls: true },
    })
    await s3.deleteBucketPolicy({ Bucket: named('site') })
    const manifest = manifestOf({ buckets })
    expect((await environment.plan(manifest)).toSorted()).toEqual([
      'bucket-policy/site create',
      'bucket/files update versioning publicAccess',
      'bucket/media update cors',
    ])
    await environment.settle(manifest)
    expect(await environment.plan(manifest)).toEqual([])
  })

  test('the manifest closes what it opened, and keeps what it no longer names', async () => {
    const manifest = manifestOf({ buckets: { media: {}, site: buckets.site } })
    expect((await environment.plan(manifest)).toSorted()).toEqual([
      'bucket-policy/files keep',
      'bucket-policy/media update policy',
      'bucket/files keep',
      'bucket/media update publicAccess cors',
    ])
    await environment.settle(manifest)
    expect((await environment.plan(manifest)).toSorted()).toEqual([
      'bucket-policy/files keep',
      'bucket/files keep',
    ])
  })

  test('a crash before the answer leaves nothing twice', async () => {
    const unseen = new Environment(
      kinds.map(kind => ({ ...kind, inspect: async () => ({}) })),
      moto.ports,
    )
    await unseen.settle(manifestOf({ buckets }))
    expect(await environment.plan(manifestOf({ buckets }))).toEqual([])
  })

  test('teardown keeps data until it is named, and then takes every version of it; a site goes at once', async () => {
    const { s3 } = moto.ports
    // moto heeds no condition of a policy, so that there "not without TLS" reads "not at all".
    if (stand === 'moto') await s3.deleteBucketPolicy({ Bucket: named('media') })
    for (const Body of ['one', 'two']) await s3.putObject({ Bucket: named('media'), Key: 'a', Body })
    await s3.deleteObject({ Bucket: named('media'), Key: 'a' })
    await s3.putObject({ Bucket: named('site'), Key: 'index.html', Body: 'hello' })
    await environment.tearDown()
    const kept = ['bucket-policy/files', 'bucket/files', 'bucket/media']
    expect(await environment.standing()).toEqual(expect.arrayContaining(kept))
    expect(await environment.standing()).not.toContain('bucket/site')
    await environment.tearDown(['media'])
    expect(await environment.standing()).toEqual(['bucket-policy/files', 'bucket/files'])
    const told = environment.events.filter(({ type }) => type === 'resource.waiting')
    expect(told).toContainEqual(
      expect.objectContaining({ id: 'media', detail: '3 objects and versions deleted' }),
    )
    await environment.tearDown(['bucket/files'])
    expect(await environment.standing()).toEqual([])
  })

  test('what somebody else made is not taken over; what they lend is used and left alone', async () => {
    const { s3 } = moto.ports
    const here = { CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' as const } }
    await s3.createBucket({ Bucket: named('mine'), ...here })
    const mine = manifestOf({ buckets: { mine: {} } })
    await expect(environment.settle(mine)).rejects.toMatchObject({ code: 'graph.name-taken' })
    const lent = manifestOf({ buckets: { team: { existing: 'team-files' } } })
    await expect(environment.plan(lent)).rejects.toMatchObject({ code: 'preflight.existing-missing' })
    await s3.createBucket({ Bucket: 'team-files', ...here })
    expect(await environment.plan(lent)).toEqual([])
    await environment.tearDown(['*'])
    expect(await s3.headBucket({ Bucket: 'team-files' })).toMatchObject({ BucketRegion: 'eu-west-1' })
  })

  test('a public policy is refused where the bucket blocks it; moto takes it all the same', async () => {
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::team-files/*' },
      ],
    })
    const { s3 } = moto.ports
    const closed = { BlockPublicPolicy: true }
    await s3.putPublicAccessBlock({ Bucket: 'team-files', PublicAccessBlockConfiguration: closed })
    const outcome = await s3.putBucketPolicy({ Bucket: 'team-files', Policy }).then(
      () => 'done',
      error => error.code,
    )
    expect(outcome).toBe(stand === 'moto' ? 'done' : 'aws.denied')
  })
})

test('what S3 has not heard of yet is put again until it has', async () => {
  const sandbox = await startSandbox({ speed: 30 })
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'not-verified' }
  const clock = makeClock(30)
  const connection = connect({ region: 'eu-west-1', clock, endpoint: sandbox.endpoint, credentials })
  const environment = new Environment(kinds, makePorts(connection), clock)
  const message = 'Invalid principal in policy'
  const late = { service: 's3', operation: 'PutBucketPolicy', status: 400, code: 'MalformedPolicy', message }
  sandbox.faults.add({ calls: [{ kind: 'error', ...late, on: { first: 3 } }] })
  const manifest = manifestOf({ buckets: { files: {} } })
  await environment.settle(manifest)
  expect(await environment.plan(manifest)).toEqual([])
  sandbox.faults.add({ calls: [{ kind: 'error', ...late }] })
  const open = manifestOf({ buckets: { files: { publicPrefix: 'public/' } } })
  await expect(environment.settle(open)).rejects.toThrow(message)
  await sandbox.close()
})
