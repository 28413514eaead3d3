import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { EC2 } from '@aws-sdk/client-ec2'
import { IAM } from '@aws-sdk/client-iam'
import { ResourceGroupsTaggingAPI } from '@aws-sdk/client-resource-groups-tagging-api'
import { SecretsManager } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { awsCli, describeWithAws } from './aws-tools.ts'
import { clientConfig } from './client-config.ts'

const Tags = [{ Key: 'app', Value: 'shop' }]
const trust = { Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }

let sandbox: Sandbox
let tagging: ResourceGroupsTaggingAPI
beforeAll(async () => {
  sandbox = await startSandbox({ speed: 0 })
  const config = clientConfig(sandbox)
  tagging = new ResourceGroupsTaggingAPI(config)
  await new EC2(config).createVpc({
    CidrBlock: '10.0.0.0/16',
    TagSpecifications: [{ ResourceType: 'vpc', Tags }],
  })
  await new EC2(config).allocateAddress({ TagSpecifications: [{ ResourceType: 'elastic-ip', Tags }] })
  await new SecretsManager(config).createSecret({ Name: 'key', Tags })
  await new CloudWatchLogs(config).createLogGroup({ logGroupName: '/shop', tags: { app: 'shop' } })
  await new CloudWatchLogs(config).createLogGroup({ logGroupName: '/other', tags: { app: 'other' } })
  const AssumeRolePolicyDocument = JSON.stringify({ Statement: [trust] })
  await new IAM(config).createRole({ RoleName: 'role', AssumeRolePolicyDocument, Tags })
})
afterAll(() => sandbox.close())

async function found(input: Parameters<typeof tagging.getResources>[0]): Promise<(string | undefined)[]> {
  const { ResourceTagMappingList } = await tagging.getResources(input)
  return ResourceTagMappingList!.map(({ ResourceARN }) =>
    ResourceARN!.split(':').slice(2, 6).join(':').replace(/\/.*/, ''),
  )
}

test('what carries a tag is found across services, but not IAM', async () => {
  const TagFilters = [{ Key: 'app', Values: ['shop'] }]
  const place = 'eu-west-1:123456789012'
  expect((await found({ TagFilters })).sort()).toEqual([
    `ec2:${place}:elastic-ip`,
    `ec2:${place}:vpc`,
    `logs:${place}:log-group`,
    `secretsmanager:${place}:secret`,
  ])
  expect(await found({ TagFilters, ResourceTypeFilters: ['ec2:vpc'] })).toEqual([`ec2:${place}:vpc`])
  expect(await found({ TagFilters: [{ Key: 'app' }], ResourceTypeFilters: ['logs'] })).toHaveLength(2)
})

test('pages end with an empty token', async () => {
  const first = await tagging.getResources({ ResourcesPerPage: 4 })
  expect(first.ResourceTagMappingList).toHaveLength(4)
  const second = await tagging.getResources({ ResourcesPerPage: 4, PaginationToken: first.PaginationToken })
  expect(second).toMatchObject({ ResourceTagMappingList: [{}], PaginationToken: '' })
})

describeWithAws('the tagging API as the AWS CLI sees it', () => {
  test('it goes through all pages', async () => {
    const argv = [
      'resourcegroupstaggingapi',
      'get-resources',
      '--page-size',
      '2',
      '--query',
      'length(ResourceTagMappingList)',
    ]
    expect((await awsCli(sandbox, argv)).stdout.trim()).toBe('5')
  })
})
