import { expect, test } from 'vitest'
import { region } from '../boto3.ts'
import { account, type Scene } from '../scene.ts'

const tagsOf = (id: string) => ({
  'deployctl:project': 'shop',
  'deployctl:environment': 'prod',
  'deployctl:id': id,
})

/** What keeps things: images, values, logs and the ledger. */
export function storeFacts(of: () => Scene): void {
  test('images are immutable, scanned, encrypted, and expire only when no release needs them', async () => {
    const { aws } = of()
    const repositoryNames = ['shop-prod/api']
    const { repositories } = await aws.call('ecr', 'describe_repositories', { repositoryNames })
    expect(repositories[0]).toMatchObject({
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: { encryptionType: 'AES256' },
    })
    const input = { repositoryName: 'shop-prod/api' }
    const { lifecyclePolicyText } = await aws.call('ecr', 'get_lifecycle_policy', input)
    const rules: LifecycleRule[] = JSON.parse(lifecyclePolicyText).rules
    const action = { type: 'expire' }
    expect(rules.map(({ description, ...rule }) => rule)).toEqual([
      {
        rulePriority: 1,
        selection: {
          ...{ tagStatus: 'tagged', tagPrefixList: ['release-'] },
          ...{ countType: 'imageCountMoreThan', countNumber: 100_000 },
        },
        action,
      },
      {
        rulePriority: 2,
        selection: {
          ...{ tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 14 },
        },
        action,
      },
      {
        rulePriority: 3,
        selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 50 },
        action,
      },
    ])
    const { tags } = await aws.call('ecr', 'list_tags_for_resource', {
      resourceArn: repositories[0].repositoryArn,
    })
    expect(fromKeyValue(tags)).toEqual(tagsOf('api'))
  })

  test('a secret of several keys is one JSON object, and another is one value', async () => {
    const { aws } = of()
    const keys = await aws.call('secretsmanager', 'get_secret_value', {
      SecretId: 'shop-prod/api-keys',
      VersionStage: 'AWSCURRENT',
    })
    expect(JSON.parse(keys.SecretString)).toEqual({
      SESSION_SECRET: expect.stringMatching(/^[0-9a-f]{64}$/),
      ENTRY_KEY: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      LIVEKIT_URL: 'wss://live.example.com',
      // ECS starts no task that names an absent key.
      NOTION_KEY: '',
    })
    const token = await aws.call('secretsmanager', 'get_secret_value', {
      SecretId: 'shop-prod/partner-token',
    })
    expect(token.SecretString).toBe('tok-4711')
    const about = await aws.call('secretsmanager', 'describe_secret', { SecretId: 'shop-prod/api-keys' })
    expect(fromKeyValue(about.Tags)).toMatchObject({
      ...tagsOf('api-keys'),
      'deployctl:immutable': 'true',
    })
    const stages = Object.values(about.VersionIdsToStages).flat()
    expect(stages.filter(stage => stage === 'AWSCURRENT')).toHaveLength(1)
    expect(about.VersionIdsToStages[keys.VersionId]).toContain('AWSCURRENT')
  })

  test('parameters are SecureStrings, unless they are plain', async () => {
    const { aws } = of()
    const Names = ['/shop-prod/DB_URL', '/shop-prod/LOG_LEVEL']
    const { Parameters } = await aws.call('ssm', 'get_parameters', { Names, WithDecryption: true })
    const lines = Parameters.map(
      ({ Name, Type, Value, Version }: Parameter) => `${Name} ${Type} ${Version} ${Value}`,
    )
    expect(lines.toSorted()).toEqual([
      '/shop-prod/DB_URL SecureString 1 postgres://db',
      '/shop-prod/LOG_LEVEL String 1 info',
    ])
    const input = { ResourceType: 'Parameter', ResourceId: '/shop-prod/DB_URL' }
    const { TagList } = await aws.call('ssm', 'list_tags_for_resource', input)
    expect(fromKeyValue(TagList)).toMatchObject(tagsOf('/shop-prod/DB_URL'))
  })

  test('logs are kept for fourteen days', async () => {
    const { aws } = of()
    const { logGroups } = await aws.call('logs', 'describe_log_groups', {
      logGroupNamePrefix: '/deployctl/shop/prod/',
    })
    const lines = logGroups.map((one: LogGroup) => `${one.logGroupName} ${one.retentionInDays}`)
    expect(lines.toSorted()).toEqual(['/deployctl/shop/prod/api 14', '/deployctl/shop/prod/realtime 14'])
    const arn = `arn:aws:logs:${region}:${account}:log-group:/deployctl/shop/prod/api`
    expect((await aws.call('logs', 'list_tags_for_resource', { resourceArn: arn })).tags).toEqual(
      tagsOf('api'),
    )
  })

  test('the ledger is versioned, encrypted, closed to the public, and forgets old versions', async () => {
    const { aws } = of()
    const Bucket = `deployctl-shop-${account}-${region}`
    const read = (method: string) => aws.call('s3', method, { Bucket })
    expect((await read('get_bucket_versioning')).Status).toBe('Enabled')
    const { ServerSideEncryptionConfiguration } = await read('get_bucket_encryption')
    expect(ServerSideEncryptionConfiguration.Rules).toMatchObject([
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
    ])
    expect((await read('get_public_access_block')).PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    })
    const { Rules } = await read('get_bucket_lifecycle_configuration')
    expect(Rules).toMatchObject([{ Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 30 } }])
    const { TagSet } = await read('get_bucket_tagging')
    expect(fromKeyValue(TagSet)).toEqual({ 'deployctl:project': 'shop', 'deployctl:id': 'ledger' })
  })
}

interface LifecycleRule {
  readonly rulePriority: number
  readonly description: string
  readonly selection: object
  readonly action: object
}

interface Parameter {
  readonly Name: string
  readonly Type: string
  readonly Value: string
  readonly Version: number
}

interface LogGroup {
  readonly logGroupName: string
  readonly retentionInDays: number
}

function fromKeyValue(tags: readonly { Key: string; Value: string }[]): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]))
}
