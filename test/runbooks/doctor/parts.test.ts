import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { doctor } from '../../../src/lib/runbooks/doctor.ts'
import { complaints, Ward } from './ward.ts'

/** An environment of more than services: each test plants a fault by AWS's own calls, and mends it. */
let ward: Ward
const directory = mkdtempSync(join(tmpdir(), 'doctor-'))

beforeAll(async () => {
  writeFileSync(join(directory, 'index.mjs'), 'export const handler = async () => 1')
  ward = await Ward.open(stage =>
    stage.manifest(
      { api: { port: 8080, mounts: { '/data': 'data.workspace' } } },
      {
        functions: { worker: { zip: { directory } } },
        filesystems: { data: { accessPoints: { workspace: '/workspace' } } },
        buckets: { media: { cors: [{ origins: ['https://shop.example.com', 'exp://*'] }] } },
        jobs: { nightly: { service: 'api', command: ['report'], schedule: '0 3 * * *' } },
        github: { repository: 'acme/shop', branches: ['main'] },
      },
    ),
  )
}, 120_000)
afterAll(async () => {
  rmSync(directory, { recursive: true })
  await ward?.close()
})

test('where all is well nothing is found', async () => {
  const result = await ward.examine()
  expect(complaints(result)).toEqual({})
  const looked = new Map(result.checks.map(one => [one.name, one.looked]))
  expect(['functions', 'filesystems', 'cors', 'jobs', 'github'].map(name => looked.get(name))).toEqual([
    '1 function, the last 15 minutes',
    '1 file system',
    '1 bucket',
    '1 job',
    'acme/shop',
  ])
  expect(looked.get('security-groups')).toBe('1 connection')
})

test('a bucket whose rules somebody changed', async () => {
  const { s3 } = ward.ports
  const { Buckets } = await s3.listBuckets({})
  const Bucket = Buckets!.map(({ Name }) => Name!).find(name => name.includes('media'))!
  const CORSRules = [{ AllowedMethods: ['GET'], AllowedOrigins: ['https://old.example.com'] }]
  await s3.putBucketCors({ Bucket, CORSConfiguration: { CORSRules } })
  expect((await ward.ask('cors')).findings).toEqual([
    {
      level: 'problem',
      message: 'The bucket media does not let pages of https://shop.example.com, exp://* ask.',
      evidence: [`${Bucket} lets ask: https://old.example.com`],
      next: 'deployctl bootstrap prod',
    },
  ])
  await ward.mend()
})

test('a role of GitHub that trusts another repository, and a work tree of another one', async () => {
  const { iam } = ward.ports
  const RoleName = 'shop-prod-github'
  const { Role } = await iam.getRole({ RoleName })
  const trust = decodeURIComponent(Role!.AssumeRolePolicyDocument!)
  await iam.updateAssumeRolePolicy({ RoleName, PolicyDocument: trust.replaceAll('acme/shop', 'acme/shed') })
  const context = ward.stage.context(ward.manifest, { origin: async () => 'Acme/Shop' })
  const { checks } = await doctor(context)
  const { findings } = checks.find(({ name }) => name === 'github')!
  expect(findings).toEqual([
    {
      level: 'problem',
      message: 'Workflows that should deploy may not.',
      evidence: [
        'shop-prod-github does not trust repo:acme/shop:ref:refs/heads/main',
        'shop-prod-github trusts repo:acme/shed:ref:refs/heads/main',
      ],
      next: 'deployctl bootstrap prod',
    },
    {
      level: 'warning',
      message: 'This repository is spelled Acme/Shop, and the manifest trusts acme/shop: capitals count.',
      evidence: ['git remote get-url origin: github.com/Acme/Shop'],
      next: 'set github.repository to Acme/Shop, then deployctl bootstrap prod',
    },
  ])
  await ward.mend()
})

test('a function that fails, and a job that could not run', async () => {
  const { endpoint } = ward.stage.sandbox
  const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'not-verified' }
  const sqs = new SQSClient({ region: 'eu-west-1', endpoint, credentials })
  const { QueueUrls } = await ward.ports.sqs.listQueues({ QueueNamePrefix: 'shop-prod-' })
  await sqs.send(new SendMessageCommand({ QueueUrl: QueueUrls![0]!, MessageBody: 'no capacity' }))
  ward.stage.sandbox.faults.add({ services: { monitoring: { 'AWS/Lambda Errors': 2 } } })
  expect(complaints(await ward.examine())).toEqual({
    functions: ['The function worker failed 2 times.'],
    jobs: ['1 run of the job nightly failed, or could not be started.'],
  })
  ward.stage.sandbox.faults.add({ services: { monitoring: {} } })
})

test('a file system without an address in a zone, and that lets nobody in', async () => {
  const { efs, ec2 } = ward.ports
  const { FileSystems } = await efs.describeFileSystems({})
  const { FileSystemId } = FileSystems![0]!
  const { MountTargets } = await efs.describeMountTargets({ FileSystemId: FileSystemId! })
  const Filters = [{ Name: 'group-name', Values: ['shop-prod-filesystems'] }]
  const { SecurityGroups } = await ec2.describeSecurityGroups({ Filters })
  const [{ GroupId, IpPermissions } = {}] = SecurityGroups!
  await ec2.revokeSecurityGroupIngress({ GroupId: GroupId!, IpPermissions: IpPermissions! })
  const gone = MountTargets!.find(({ AvailabilityZoneName }) => AvailabilityZoneName === 'eu-west-1b')!
  await efs.deleteMountTarget({ MountTargetId: gone.MountTargetId! })
  const result = await ward.examine()
  expect(complaints(result)).toMatchObject({
    'security-groups': ['Security groups do not let through tasks → file system data:2049.'],
    filesystems: ['Tasks cannot mount the file system data in eu-west-1b.'],
  })
})

test('a function that is gone', async () => {
  await ward.ports.lambda.deleteFunction({ FunctionName: 'shop-prod-worker' })
  expect((await ward.ask('functions')).findings).toMatchObject([
    { level: 'problem', message: 'The function worker does not stand.', next: 'deployctl deploy prod' },
  ])
})
