import { expect, test } from 'vitest'
import { policyDocument } from '../../../src/lib/resources/policy.ts'
import { executionRole, taskRole, trustTasks } from '../../../src/lib/resources/roles/service-roles.ts'
import { image, manifestOf, scope } from '../manifest.ts'

function executionPolicy(service: object, sections: object = {}) {
  const manifest = manifestOf({ services: { api: service }, ...sections })
  return policyDocument(executionRole(manifest, 'api', manifest.services.api!).statements(scope))
}

const writingLogs = {
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: ['arn:aws:logs:eu-west-1:123456789012:log-group:/deployctl/shop/prod/api:log-stream:*'],
}

test('a public image needs no more than its own log group', () => {
  expect(executionPolicy({ image: 'public.ecr.aws/nginx/nginx:1.29' })).toEqual({
    Version: '2012-10-17',
    Statement: [writingLogs],
  })
})

const pulling = [
  { Effect: 'Allow', Action: ['ecr:GetAuthorizationToken'], Resource: ['*'] },
  {
    Effect: 'Allow',
    Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    Resource: ['arn:aws:ecr:eu-west-1:123456789012:repository/shop-prod/api'],
  },
]

test.each([
  ['built', { build: {} }],
  ['pinned', { image }],
  ['built and pinned', { build: {}, image }],
])('an image that is %s is pulled from its own repository only', (_how, service) => {
  expect(executionPolicy(service)).toEqual({ Version: '2012-10-17', Statement: [...pulling, writingLogs] })
})

test('a given image is pulled from where it lies: another account, another region', () => {
  const given = '999999999999.dkr.ecr.us-west-2.amazonaws.com/team/api:1'
  const [, layers] = pulling
  const Resource = ['arn:aws:ecr:us-west-2:999999999999:repository/team/api']
  expect(executionPolicy({ image: given })).toMatchObject({
    Statement: [pulling[0], { ...layers, Resource }, writingLogs],
  })
})

test('secrets and parameters are readable by name; a key of somebody else only through SSM', () => {
  const secrets = {
    A: 'secret:api-keys.A',
    B: 'secret:api-keys.B',
    T: 'secret:token',
    O: 'ssm:/own',
    F: 'ssm:/foreign',
  }
  const policy = executionPolicy(
    { image: 'nginx', secrets },
    { secrets: { 'api-keys': { A: {}, B: {} }, token: {} }, parameters: { '/own': {} } },
  )
  const parameter = (name: string) => `arn:aws:ssm:eu-west-1:123456789012:parameter/${name}`
  expect(policy).toEqual({
    Version: '2012-10-17',
    Statement: [
      writingLogs,
      {
        Effect: 'Allow',
        Action: ['secretsmanager:GetSecretValue'],
        Resource: [
          'arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-prod/api-keys-??????',
          'arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-prod/token-??????',
        ],
      },
      { Effect: 'Allow', Action: ['ssm:GetParameters'], Resource: [parameter('own'), parameter('foreign')] },
      {
        Effect: 'Allow',
        Action: ['kms:Decrypt'],
        Resource: ['arn:aws:kms:eu-west-1:123456789012:key/*'],
        Condition: {
          StringEquals: {
            'kms:ViaService': 'ssm.eu-west-1.amazonaws.com',
            'kms:EncryptionContext:PARAMETER_ARN': [parameter('foreign')],
          },
        },
      },
    ],
  })
})

test('a task may do what its policy says, and without one nothing', () => {
  const policy = [{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::media/*'] }]
  const manifest = manifestOf({ services: { api: { policy }, plain: {} } })
  const may = (service: string) =>
    policyDocument(taskRole(manifest, manifest.services[service]!).statements(scope))
  expect(may('api')).toEqual({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::media/*'] }],
  })
  expect(may('plain')).toBeUndefined()
})

test('only ECS tasks of this account and region may take a role', () => {
  expect(trustTasks({ account: '123456789012', region: 'cn-north-1' })).toMatchObject({
    Statement: [
      {
        Principal: { Service: 'ecs-tasks.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': '123456789012' },
          ArnLike: { 'aws:SourceArn': 'arn:aws-cn:ecs:cn-north-1:123456789012:*' },
        },
      },
    ],
  })
})
