import { get, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { S3 } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { awsCli, describeWithAws } from './aws-tools.ts'
import { clientConfig } from './client-config.ts'

let sandbox: Sandbox
let s3: S3
const Bucket = 'the-site'
const here = { CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' as const } }
const refusal = (error: { name: string; message: string }) => [error.name, error.message]

beforeAll(async () => {
  sandbox = await startSandbox()
  s3 = new S3({ ...clientConfig(sandbox), forcePathStyle: true })
  await s3.createBucket({ Bucket, ...here })
})
afterAll(() => sandbox.close())

describe('copies', () => {
  beforeAll(async () => {
    await s3.putObject({ Bucket, Key: 'a b/ü.txt', Body: 'text', ContentType: 'text/plain' })
  })

  test('a copy takes what is said of the original, or what is said anew', async () => {
    const CopySource = `${Bucket}/${encodeURIComponent('a b/ü.txt')}`
    const { CopyObjectResult } = await s3.copyObject({ Bucket, Key: 'copy', CopySource })
    const original = await s3.headObject({ Bucket, Key: 'a b/ü.txt' })
    expect(CopyObjectResult!.ETag).toBe(original.ETag)
    expect((await s3.headObject({ Bucket, Key: 'copy' })).ContentType).toBe('text/plain')
    const anew = { MetadataDirective: 'REPLACE', ContentType: 'text/html', CacheControl: 'no-cache' } as const
    await s3.copyObject({ Bucket, Key: 'copy', CopySource, ...anew })
    const copy = await s3.getObject({ Bucket, Key: 'copy' })
    expect(copy).toMatchObject({ ContentType: 'text/html', CacheControl: 'no-cache' })
    expect(await copy.Body!.transformToString()).toBe('text')
  })

  test('onto itself without a change, of what is not there, or against a condition, nothing is copied', async () => {
    const copy = (CopySource: string, more: object = {}) =>
      s3.copyObject({ Bucket, Key: 'copy', CopySource, ...more }).catch(({ name }) => name)
    expect(await copy(`${Bucket}/copy`)).toBe('InvalidRequest')
    expect(await copy(`${Bucket}/none`)).toBe('NoSuchKey')
    expect(await copy('nobodys/none')).toBe('NoSuchBucket')
    expect(await copy(Bucket)).toBe('InvalidArgument')
    expect(await copy(`${Bucket}/a%20b/%C3%BC.txt`, { CopySourceIfMatch: '"other"' })).toBe(
      'PreconditionFailed',
    )
  })

  describeWithAws('by AWS’s own tools', () => {
    test('the CLI copies', async () => {
      const argv = ['s3', 'cp', `s3://${Bucket}/copy`, `s3://${Bucket}/by-cli`, '--content-type', 'text/css']
      expect(await awsCli(sandbox, argv)).toMatchObject({ code: 0 })
      expect((await s3.headObject({ Bucket, Key: 'by-cli' })).ContentLength).toBe(4)
    })
  })
})

describe('configurations are checked', () => {
  test('CORS rules', async () => {
    const put = (rule: object) =>
      s3
        .putBucketCors({
          Bucket,
          CORSConfiguration: { CORSRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'], ...rule }] },
        })
        .catch(refusal)
    expect(await put({ AllowedMethods: ['PATCH'] })).toEqual([
      'InvalidRequest',
      'Found unsupported HTTP method in CORS config. Unsupported method is PATCH',
    ])
    expect(await put({ AllowedOrigins: ['https://*.a.*'] })).toEqual([
      'InvalidRequest',
      'AllowedOrigin "https://*.a.*" can not have more than one wildcard.',
    ])
  })

  test('websites', async () => {
    const put = (WebsiteConfiguration: object) =>
      s3.putBucketWebsite({ Bucket, WebsiteConfiguration }).catch(({ name }) => name)
    expect(await put({})).toBe('InvalidArgument')
    expect(await put({ IndexDocument: { Suffix: 'a/index.html' } })).toBe('InvalidArgument')
  })

  test('lifecycle rules', async () => {
    const put = (rule: object) =>
      s3
        .putBucketLifecycleConfiguration({
          Bucket,
          LifecycleConfiguration: { Rules: [{ Status: 'Enabled', Filter: { Prefix: '' }, ...rule }] },
        })
        .catch(({ name }) => name)
    expect(await put({})).toBe('InvalidRequest')
    expect(await put({ NoncurrentVersionExpiration: { NoncurrentDays: 0 } })).toBe('InvalidArgument')
  })

  test('policies', async () => {
    const put = (statement: object, bucket = Bucket) => {
      const Statement = {
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${Bucket}/*`,
        ...statement,
      }
      const Policy = JSON.stringify({ Version: '2012-10-17', Statement })
      return s3.putBucketPolicy({ Bucket: bucket, Policy }).then(() => 'taken', refusal)
    }
    expect(await put({})).toEqual([
      'AccessDenied',
      expect.stringContaining('blocked by the BlockPublicPolicy block public access setting'),
    ])
    expect(await put({ Resource: 'arn:aws:s3:::another/*' })).toEqual([
      'MalformedPolicy',
      'Policy has invalid resource',
    ])
    const AWS = 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1NONE'
    expect(await put({ Principal: { AWS } })).toEqual(['MalformedPolicy', 'Invalid principal in policy'])
    const ours = { StringEquals: { 'aws:SourceAccount': '123456789012' } }
    expect(await put({ Condition: ours })).toBe('taken')
  })
})

describe('a website', () => {
  const hosts = [`${Bucket}.s3-website-eu-west-1.amazonaws.com`, `${Bucket}.s3-website.localhost`]

  async function ask(path: string, host = hosts[0]!) {
    const { port } = new URL(sandbox.endpoint)
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ host: '127.0.0.1', port, path, headers: { host } }, resolve).on('error', reject)
    })
    return { status: answer.statusCode, location: answer.headers.location, body: await text(answer) }
  }

  test('is found once it is configured, and its objects once the public may read them', async () => {
    expect(await ask('/')).toMatchObject({ status: 404, body: expect.stringContaining('NoSuchWebsite') })
    const WebsiteConfiguration = {
      IndexDocument: { Suffix: 'index.html' },
      ErrorDocument: { Key: '404.html' },
    }
    await s3.putBucketWebsite({ Bucket, WebsiteConfiguration })
    for (const [Key, Body] of Object.entries({
      'index.html': 'home',
      'docs/index.html': 'docs',
      '404.html': 'lost',
    }))
      await s3.putObject({ Bucket, Key, Body, ContentType: 'text/html' })
    expect((await ask('/')).status).toBe(403)
    await s3.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration: { BlockPublicAcls: true } })
    const Statement = {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::${Bucket}/*`,
    }
    await s3.putBucketPolicy({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) })
    expect(await ask('/')).toMatchObject({ status: 200, body: 'home' })
  })

  test('shows the index of folders, leads to them, and has a page for what is missing', async () => {
    expect(await ask('/docs/', hosts[1])).toMatchObject({ status: 200, body: 'docs' })
    expect(await ask('/docs')).toMatchObject({ status: 302, location: '/docs/' })
    expect(await ask('/none')).toMatchObject({ status: 404, body: 'lost' })
  })
})
