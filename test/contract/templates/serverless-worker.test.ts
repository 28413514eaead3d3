import { expect, test } from 'vitest'
import { templateValues } from '../../templates/values.ts'
import { alarmFacts } from '../facts/alarms.ts'
import { apiFacts } from '../facts/api.ts'
import { bucketFacts, bucketOf } from '../facts/buckets.ts'
import { aliasFacts, functionFacts } from '../facts/functions.ts'
import { imageFacts } from '../facts/images.ts'
import { layoutFacts, openingFacts } from '../facts/layout.ts'
import { logFacts } from '../facts/logs.ts'
import { roleFacts } from '../facts/roles.ts'
import { serviceFacts } from '../facts/services.ts'
import { tableFacts } from '../facts/table.ts'
import { rolloutLack } from '../facts/tasks.ts'
import { userFacts } from '../facts/users.ts'
import { secretFacts } from '../facts/values.ts'
import { describeTemplate } from './template.ts'

const table = ['table/yoto-dev-main', 'table/yoto-dev-main/index/*']
const audio = 'arn:aws:s3:::yoto-dev-audio-123456789012'

describeTemplate({
  template: 'serverless-worker',
  project: 'yoto',
  environment: 'dev',
  region: 'us-east-1',
  services: ['worker'],
  values: templateValues['serverless-worker'],
  lacks: [rolloutLack],
  facts(of) {
    // The runbook draws no network; the worker has an address of its own, and nothing comes in.
    layoutFacts(of, { subnets: ['public-a us-east-1a', 'public-b us-east-1b'], nat: 'none' })
    openingFacts(of, { tasks: [] })
    // "AWS Resources Defined".
    userFacts(of)
    tableFacts(of)
    bucketFacts(of, {
      audio: { cors: [{ AllowedOrigins: ['*'], AllowedMethods: ['GET', 'HEAD'] }] },
      site: {
        readable: '*',
        website: { IndexDocument: { Suffix: 'index.html' }, ErrorDocument: { Key: '404.html' } },
      },
    })
    apiFacts(of, ['$default → api'])
    imageFacts(of, ['worker'])
    // "IAM Roles: Least-privilege access for Lambda and ECS".
    roleFacts(of, {
      'function-api': {
        logs: ['log-group:/aws/lambda/yoto-dev-api:log-stream:*'],
        dynamodb: table,
        s3: [audio, `${audio}/*`],
        'cognito-idp': ['userpool/*'],
        polly: ['*'],
      },
      'task-worker': { dynamodb: table },
      'execution-worker': {
        ecr: ['*', 'repository/yoto-dev/worker'],
        logs: ['log-group:/deployctl/yoto/dev/worker:log-stream:*'],
        secretsmanager: ['secret:yoto-dev/yoto-client-id-??????'],
      },
    })
    secretFacts(of, { 'yoto-client-id': /^your_yoto_client_id$/ })
    // "Monitor and Validate"; the runbook names neither retention nor thresholds.
    logFacts(of, 30, ['worker', 'lambda api', 'http-api/access'])
    alarmFacts(of, [
      'AWS/ECS CPUUtilization Average > 80 2×300s (worker)',
      'AWS/ECS MemoryUtilization Average > 85 2×300s (worker)',
      'AWS/Lambda Errors Sum > 5 1×300s (api)',
    ])
  },
  released(of) {
    // "Architecture Overview": 1GB RAM, 30s timeout.
    functionFacts(of, { api: { MemorySize: 1024, Timeout: 30 } })
    aliasFacts(of, 'api')
    test('the function knows its table, bucket and user pool', async () => {
      const { aws } = of()
      const input = { FunctionName: 'yoto-dev-api' }
      const { Environment } = await aws.call('lambda', 'get_function_configuration', input)
      const { UserPools } = await aws.call('cognito-idp', 'list_user_pools', { MaxResults: 60 })
      expect(Environment.Variables).toMatchObject({
        ...{ ENVIRONMENT: 'dev', DYNAMODB_TABLE: 'yoto-dev-main' },
        ...{ S3_AUDIO_BUCKET: await bucketOf(of(), 'audio'), COGNITO_USER_POOL_ID: UserPools[0].Id },
      })
    })
    // "0.25 vCPU, 0.5GB RAM", Spot, always on.
    serviceFacts(of, {
      worker: {
        ...{ cpu: '256', memory: '512', count: 1, capacity: ['FARGATE_SPOT 1'], subnets: 'public' },
        environment: { DYNAMODB_TABLE: 'yoto-dev-main' },
        secrets: ['YOTO_CLIENT_ID'],
      },
    })
    test('the files of the site lie in their bucket, each with its type', async () => {
      const { aws } = of()
      const Bucket = await bucketOf(of(), 'site')
      const { Contents } = await aws.call('s3', 'list_objects_v2', { Bucket })
      expect(Contents.map(({ Key }: { Key: string }) => Key)).toEqual(
        expect.arrayContaining(['index.html', '404.html']),
      )
      const { ContentType } = await aws.call('s3', 'head_object', { Bucket, Key: 'index.html' })
      expect(ContentType).toMatch(/^text\/html/)
    })
  },
  leaves: {},
})
