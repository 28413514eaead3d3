import { expect, test } from 'vitest'
import { region } from '../boto3.ts'
import { account, type Scene } from '../scene.ts'

const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`

/** Who may take which role, and what it allows: statement by statement. */
export function grantFacts(of: () => Scene): void {
  test('only tasks of this account and region may take the four roles', async () => {
    const { aws } = of()
    const { Roles } = await aws.call('iam', 'list_roles', { PathPrefix: '/deployctl/shop/prod/' })
    const names = Roles.map(({ RoleName }: { RoleName: string }) => RoleName)
    expect(names.toSorted()).toEqual([
      'shop-prod-execution-api',
      'shop-prod-execution-realtime',
      'shop-prod-task-api',
      'shop-prod-task-realtime',
    ])
    for (const { AssumeRolePolicyDocument } of Roles) {
      expect(AssumeRolePolicyDocument.Statement).toEqual([
        {
          Effect: 'Allow',
          Principal: { Service: 'ecs-tasks.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: {
            StringEquals: { 'aws:SourceAccount': account },
            ArnLike: { 'aws:SourceArn': arn('ecs', '*') },
          },
        },
      ])
    }
  })

  test('to start its tasks, ECS may pull this image, write these logs and read these values, and nothing else', async () => {
    expect(await statements('shop-prod-execution-api', of())).toEqual([
      { Effect: 'Allow', Action: ['ecr:GetAuthorizationToken'], Resource: ['*'] },
      {
        Effect: 'Allow',
        Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        Resource: [arn('ecr', 'repository/shop-prod/api')],
      },
      writingLogs('api'),
      {
        Effect: 'Allow',
        Action: ['secretsmanager:GetSecretValue'],
        Resource: [
          arn('secretsmanager', 'secret:shop-prod/api-keys-??????'),
          arn('secretsmanager', 'secret:shop-prod/partner-token-??????'),
        ],
      },
      {
        Effect: 'Allow',
        Action: ['ssm:GetParameters'],
        Resource: [arn('ssm', 'parameter/shop-prod/DB_URL'), arn('ssm', 'parameter/elsewhere/LEGACY_KEY')],
      },
      {
        Effect: 'Allow',
        Action: ['kms:Decrypt'],
        Resource: [arn('kms', 'key/*')],
        Condition: {
          StringEquals: {
            'kms:ViaService': 'ssm.us-east-1.amazonaws.com',
            'kms:EncryptionContext:PARAMETER_ARN': [arn('ssm', 'parameter/elsewhere/LEGACY_KEY')],
          },
        },
      },
    ])
    expect(await statements('shop-prod-execution-realtime', of())).toEqual([writingLogs('realtime')])
  })

  test('a task itself may do what its policy says; without one it may do nothing', async () => {
    const { aws } = of()
    expect(await statements('shop-prod-task-api', of())).toEqual([
      { Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::shop-media/*'] },
    ])
    for (const RoleName of ['shop-prod-task-realtime', 'shop-prod-task-api']) {
      const { AttachedPolicies } = await aws.call('iam', 'list_attached_role_policies', { RoleName })
      expect(AttachedPolicies).toEqual([])
    }
    const inline = await aws.call('iam', 'list_role_policies', { RoleName: 'shop-prod-task-realtime' })
    expect(inline.PolicyNames).toEqual([])
  })
}

function writingLogs(service: string) {
  return {
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: [arn('logs', `log-group:/deployctl/shop/prod/${service}:log-stream:*`)],
  }
}

async function statements(RoleName: string, { aws }: Scene): Promise<unknown> {
  const { PolicyNames } = await aws.call('iam', 'list_role_policies', { RoleName })
  expect(PolicyNames).toHaveLength(1)
  const [PolicyName] = PolicyNames
  return (await aws.call('iam', 'get_role_policy', { RoleName, PolicyName })).PolicyDocument.Statement
}
