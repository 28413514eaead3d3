import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { awsCli, boto3, describeWithAws } from './aws-tools.ts'
import { clientConfig } from './client-config.ts'

let sandbox: Sandbox
let s3: S3Client
beforeAll(async () => {
  sandbox = await startSandbox()
  s3 = new S3Client(clientConfig(sandbox))
})
afterAll(() => sandbox.close())

async function createBucket(Bucket: string): Promise<string> {
  await s3.send(
    new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
  )
  return Bucket
}

async function put(Bucket: string, Key: string, Body: string, conditions = {}): Promise<string> {
  return (await s3.send(new PutObjectCommand({ Bucket, Key, Body, ...conditions }))).ETag!
}

describe('buckets', () => {
  test('a location constraint must be the region asked, and us-east-1 is none', async () => {
    const east = new S3Client(clientConfig(sandbox, { region: 'us-east-1' }))
    const named = {
      Bucket: 'in-the-east',
      CreateBucketConfiguration: { LocationConstraint: 'us-east-1' as 'eu-west-1' },
    }
    await expect(east.send(new CreateBucketCommand(named))).rejects.toMatchObject({
      name: 'InvalidLocationConstraint',
    })
    await east.send(new CreateBucketCommand({ Bucket: 'in-the-east' }))
    const location = await east.send(new GetBucketLocationCommand({ Bucket: 'in-the-east' }))
    expect(location.LocationConstraint).toBeUndefined()

    const elsewhere = {
      Bucket: 'in-the-west',
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-2' as const },
    }
    const refused = { name: 'IllegalLocationConstraintException' }
    await expect(s3.send(new CreateBucketCommand(elsewhere))).rejects.toMatchObject(refused)
    await createBucket('in-the-west')
    const west = await s3.send(new GetBucketLocationCommand({ Bucket: 'in-the-west' }))
    expect(west.LocationConstraint).toBe('eu-west-1')
  })

  test('names are unique in all of AWS', async () => {
    await createBucket('taken')
    await expect(createBucket('taken')).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou' })
    const other = new S3Client(clientConfig(sandbox, { accessKeyId: '111122223333' }))
    const again = { Bucket: 'taken', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' as const } }
    await expect(other.send(new CreateBucketCommand(again))).rejects.toMatchObject({
      name: 'BucketAlreadyExists',
    })
    await expect(other.send(new ListObjectsV2Command({ Bucket: 'taken' }))).rejects.toMatchObject({
      name: 'AccessDenied',
    })
    expect((await other.send(new ListBucketsCommand({}))).Buckets).toEqual([])
    await expect(createBucket('No_Such_Name')).rejects.toMatchObject({ name: 'InvalidBucketName' })
  })

  test('configurations read back as they were put', async () => {
    const Bucket = await createBucket('configured')
    expect((await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe('eu-west-1')
    const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand({ Bucket }))
    expect(PublicAccessBlockConfiguration?.BlockPublicAcls).toBe(true)

    await expect(s3.send(new GetBucketTaggingCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchTagSet',
    })
    const TagSet = [{ Key: 'deployctl:project', Value: 'shop' }]
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }))
    expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet)

    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBeUndefined()
    const VersioningConfiguration = { Status: 'Enabled' as const }
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }))
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled')

    const Rules = [
      { ID: 'old', Status: 'Enabled' as const, Filter: { Prefix: 'runs/' }, Expiration: { Days: 90 } },
    ]
    await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }))
    expect((await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules).toEqual(Rules)
  })

  test('a bucket that holds anything is not deleted', async () => {
    const Bucket = await createBucket('full')
    await put(Bucket, 'a', 'x')
    await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: 'BucketNotEmpty',
    })
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'a' }] } }))
    await s3.send(new DeleteBucketCommand({ Bucket }))
    await expect(s3.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    })
  })
})

describe('objects', () => {
  test('come back as they were put', async () => {
    const Bucket = await createBucket('things')
    const Metadata = { holder: 'ci-42' }
    await put(Bucket, 'dir/a b+c.json', '{"é":1}', { ContentType: 'application/json', Metadata })
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'dir/a b+c.json' }))
    expect(await got.Body!.transformToString()).toBe('{"é":1}')
    expect(got).toMatchObject({ ContentType: 'application/json', Metadata, ContentLength: 8 })
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'dir/a b+c.json' }))
    expect(head).toMatchObject({ ETag: got.ETag, ContentLength: 8, Metadata })
    const part = await s3.send(new GetObjectCommand({ Bucket, Key: 'dir/a b+c.json', Range: 'bytes=0-1' }))
    expect([part.$metadata.httpStatusCode, await part.Body!.transformToString()]).toEqual([206, '{"'])
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'b' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    })
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'b' }))).rejects.toMatchObject({
      name: 'NotFound',
    })
  })

  test('an ETag is the MD5 of the body', async () => {
    const Bucket = await createBucket('tagged')
    expect(await put(Bucket, 'a', 'hello')).toBe('"5d41402abc4b2a76b9719d911017c592"')
  })

  test('are listed in order, by page, with folded prefixes', async () => {
    const Bucket = await createBucket('listed')
    for (const key of ['b/2', 'a', 'b/1', 'c']) await put(Bucket, key, key)
    const folded = await s3.send(new ListObjectsV2Command({ Bucket, Delimiter: '/' }))
    expect(folded.Contents?.map(({ Key }) => Key)).toEqual(['a', 'c'])
    expect(folded.CommonPrefixes).toEqual([{ Prefix: 'b/' }])
    const first = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 3 }))
    expect(first.IsTruncated).toBe(true)
    const ContinuationToken = first.NextContinuationToken
    const second = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 3, ContinuationToken }))
    expect(second.Contents?.map(({ Key }) => Key)).toEqual(['c'])
  })

  test('keep their versions where the bucket does', async () => {
    const Bucket = await createBucket('versioned')
    const VersioningConfiguration = { Status: 'Enabled' as const }
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }))
    const { VersionId } = await s3.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'one' }))
    await put(Bucket, 'a', 'two')
    const old = await s3.send(new GetObjectCommand({ Bucket, Key: 'a', VersionId }))
    expect(await old.Body!.transformToString()).toBe('one')

    const { DeleteMarker, VersionId: marker } = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a' }))
    expect(DeleteMarker).toBe(true)
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'a' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    })
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket }))
    expect(listed.Versions).toHaveLength(2)
    expect(listed.DeleteMarkers).toMatchObject([{ VersionId: marker, IsLatest: true }])
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'a', VersionId: marker }))
    const back = await s3.send(new GetObjectCommand({ Bucket, Key: 'a' }))
    expect(await back.Body!.transformToString()).toBe('two')
  })
})

describe('addresses', () => {
  test('a bucket in the host name is one in the path', async () => {
    const Bucket = await createBucket('virtual-host')
    await put(Bucket, 'a', 'hello')
    const { port } = new URL(sandbox.endpoint)
    const authorization = `AWS4-HMAC-SHA256 Credential=AKIATEST/20261101/eu-west-1/s3/aws4_request, Signature=0`
    const headers = { host: `${Bucket}.s3.localhost:${port}`, authorization }
    const answer = await new Promise<IncomingMessage>(resolve =>
      get(`${sandbox.endpoint}/a`, { headers }, resolve),
    )
    expect(await text(answer)).toBe('hello')
  })

  test('a presigned URL names its credential in the query', async () => {
    const Bucket = await createBucket('presigned')
    await put(Bucket, 'a', 'hello')
    const credential = 'AKIATEST/20261101/eu-west-1/s3/aws4_request'
    const query = new URLSearchParams({ 'X-Amz-Credential': credential, 'X-Amz-Signature': '0' })
    const response = await fetch(`${sandbox.endpoint}/${Bucket}/a?${query}`)
    expect(await response.text()).toBe('hello')
    expect((await fetch(`${sandbox.endpoint}/${Bucket}/a`)).status).toBe(403)
  })
})

describe('conditional writes', () => {
  test('one of many racing creates wins', async () => {
    const Bucket = await createBucket('raced')
    const racers = Array.from({ length: 20 }, (_, i) =>
      put(Bucket, 'lock', `holder ${i}`, { IfNoneMatch: '*' }),
    )
    const results = await Promise.allSettled(racers)
    const winners = results.filter(({ status }) => status === 'fulfilled')
    const losses = results.flatMap(result => (result.status === 'rejected' ? [result.reason.name] : []))
    expect(winners).toHaveLength(1)
    expect(losses).toEqual(Array(19).fill('PreconditionFailed'))
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'lock' }))
    expect(await Body!.transformToString()).toBe(`holder ${results.indexOf(winners[0]!)}`)
  })

  test('one of many racing takeovers wins, and the ETag moves on', async () => {
    const Bucket = await createBucket('renewed')
    const IfMatch = await put(Bucket, 'lock', 'first')
    const racers = Array.from({ length: 10 }, (_, i) => put(Bucket, 'lock', `next ${i}`, { IfMatch }))
    const winners = (await Promise.allSettled(racers)).filter(({ status }) => status === 'fulfilled')
    expect(winners).toHaveLength(1)
    const late = s3.send(new DeleteObjectCommand({ Bucket, Key: 'lock', IfMatch }))
    await expect(late).rejects.toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    })
  })

  test('If-Match on nothing is 404', async () => {
    const Bucket = await createBucket('nothing')
    await expect(put(Bucket, 'lock', 'x', { IfMatch: '"abc"' })).rejects.toMatchObject({ name: 'NoSuchKey' })
  })
})

describeWithAws('AWS CLI and boto3', () => {
  test('a location constraint is required outside us-east-1', async () => {
    const refused = await awsCli(sandbox, ['s3api', 'create-bucket', '--bucket', 'cli-west'])
    expect(refused.stderr).toContain(
      '(IllegalLocationConstraintException) when calling the CreateBucket operation',
    )
    const created = await awsCli(sandbox, ['s3api', 'create-bucket', '--bucket', 'cli-east'], 'us-east-1')
    expect(JSON.parse(created.stdout)).toEqual({ Location: '/cli-east' })
  })

  test('files go there and back, in parts where they are large', async () => {
    const Bucket = await createBucket('cli-files')
    const directory = await mkdtemp(join(tmpdir(), 'sandbox-'))
    const large = randomBytes(9 * 1024 * 1024)
    await writeFile(join(directory, 'large'), large)
    await writeFile(join(directory, 'sm all+.txt'), 'hello')
    expect(await awsCli(sandbox, ['s3', 'sync', directory, `s3://${Bucket}/d`])).toMatchObject({ code: 0 })
    const listed = await awsCli(sandbox, ['s3', 'ls', `s3://${Bucket}`, '--recursive'])
    expect(listed.stdout).toMatch(/9437184 d\/large\n.* 5 d\/sm all\+\.txt\n/)
    await awsCli(sandbox, ['s3', 'cp', `s3://${Bucket}/d/large`, join(directory, 'back')])
    expect((await readFile(join(directory, 'back'))).equals(large)).toBe(true)
    expect(await awsCli(sandbox, ['s3', 'rb', '--force', `s3://${Bucket}`])).toMatchObject({ code: 0 })
    await rm(directory, { recursive: true })
  })

  test('conditional writes', async () => {
    const Bucket = await createBucket('boto-lock')
    const first = await boto3(sandbox, 's3', 'put_object', {
      Bucket,
      Key: 'lock',
      Body: 'a',
      IfNoneMatch: '*',
    })
    const again = await boto3(sandbox, 's3', 'put_object', {
      Bucket,
      Key: 'lock',
      Body: 'b',
      IfNoneMatch: '*',
    })
    expect(again.error).toBe('PreconditionFailed')
    const renewal = { Bucket, Key: 'lock', Body: 'c', IfMatch: first.output.ETag }
    expect((await boto3(sandbox, 's3', 'put_object', renewal)).error).toBeUndefined()
    expect((await boto3(sandbox, 's3', 'get_object', { Bucket, Key: 'lock' })).output.Body).toBe('c')
    expect((await boto3(sandbox, 's3', 'get_object', { Bucket, Key: 'none' })).error).toBe('NoSuchKey')
  })
})
