import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { mockClient } from 'aws-sdk-client-mock'
import { beforeEach, expect, test } from 'vitest'
import { connect, makePorts } from '../../src/lib/aws/index.ts'
import { makeClock } from '../../src/lib/events/index.ts'
import { openLedger } from '../../src/lib/releases/ledger.ts'
import { inspectLedger, removeLedger } from '../../src/lib/releases/ledger-bucket.ts'
import { scope } from './bench.ts'

const client = mockClient(S3Client)
const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
const { s3 } = makePorts(connect({ region: 'eu-west-1', clock: makeClock(), credentials }))

/** How S3 refuses a HEAD request: without a body there is no name but the status. */
const forbidden = Object.assign(new Error('UnknownError'), { name: '403' })

beforeEach(() => client.reset())

test('a bucket that somebody else took under our name is not used', async () => {
  client.rejects(forbidden)
  client.on(HeadBucketCommand, { ExpectedBucketOwner: undefined }).resolves({})
  await expect(inspectLedger(scope, s3)).rejects.toMatchObject({ code: 'aws.denied' })
})

test('what is read there is not believed', async () => {
  client.rejects(forbidden)
  client.on(GetObjectCommand, { ExpectedBucketOwner: undefined }).resolves({})
  await expect(openLedger(scope, s3).read('lock.json')).rejects.toMatchObject({ code: 'aws.denied' })
})

test('objects that S3 refuses to delete end the removal instead of being asked for again', async () => {
  const Errors = [{ Key: 'prod/lock.json', Code: 'AccessDenied', Message: 'Access Denied' }]
  client.on(ListObjectVersionsCommand).resolves({ Versions: [{ Key: 'prod/lock.json', VersionId: '1' }] })
  client.on(DeleteObjectsCommand).resolvesOnce({ Errors }).resolves({})
  client.on(ListObjectVersionsCommand, { Delimiter: '/' }).resolves({ CommonPrefixes: [] })
  await expect(removeLedger(scope, s3)).rejects.toMatchObject({
    code: 'teardown.incomplete',
    message: 'S3 keeps prod/lock.json in deployctl-shop-123456789012-eu-west-1: AccessDenied: Access Denied',
  })
})
