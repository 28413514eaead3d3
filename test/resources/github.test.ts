import { expect, test } from 'vitest'
import { oidcProvider } from '../../src/lib/resources/oidc-provider.ts'
import type { Statement } from '../../src/lib/resources/policy.ts'
import { role } from '../../src/lib/resources/role.ts'
import { rolesOf } from '../../src/lib/resources/roles/index.ts'
import { Environment } from './environment.ts'
import { manifestOf, scope } from './manifest.ts'
import { describeOnBoth } from './on-both.ts'
import { startOwn } from './sandbox.ts'

const account = '123456789012'
const repository = 'your-org/your-repo'
const github = { repository, branches: ['main'], tags: ['v*'], environments: ['prod'] }

function trustOf(section: object, region = 'eu-west-1') {
  const spec = rolesOf(manifestOf({ account, github: section })).github!
  const { Statement: statements } = spec.trust({ account, region }) as { Statement: { Condition: object }[] }
  return statements[0]!
}

test('without numbers only the old form of subjects is trusted', () => {
  expect(trustOf(github)).toEqual({
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
      StringLike: {
        'token.actions.githubusercontent.com:sub': [
          'repo:your-org/your-repo:ref:refs/heads/main',
          'repo:your-org/your-repo:ref:refs/tags/v*',
          'repo:your-org/your-repo:environment:prod',
        ],
        'token.actions.githubusercontent.com:ref': ['refs/heads/main', 'refs/tags/v*'],
      },
    },
  })
})

test('with them both forms are, and both of this very repository', () => {
  const numbered = { repository, branches: ['main'], ownerId: '123', repositoryId: '456' }
  expect(trustOf(numbered).Condition).toEqual({
    StringEquals: {
      'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
      'token.actions.githubusercontent.com:repository_id': '456',
    },
    StringLike: {
      'token.actions.githubusercontent.com:sub': [
        'repo:your-org/your-repo:ref:refs/heads/main',
        'repo:your-org@123/your-repo@456:ref:refs/heads/main',
      ],
    },
  })
  // Where STS knows no claim but the subject, only the form that names the numbers is safe.
  expect(trustOf(numbered, 'us-gov-west-1').Condition).toMatchObject({
    StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
    StringLike: {
      'token.actions.githubusercontent.com:sub': ['repo:your-org@123/your-repo@456:ref:refs/heads/main'],
    },
  })
})

/** As IAM's StringLike: `*` is any text. */
function isLike(text: string, pattern: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\?]/g, '\\$&').replaceAll('*', '.*')
  return new RegExp(`^${escaped}$`, 's').test(text)
}

test.each([
  'repo:your-org-evil/your-repo:ref:refs/heads/main',
  'repo:your-org@1/your-repo@2:ref:refs/heads/main',
  'repo:your-org@123/your-repo@4567:ref:refs/heads/main',
  'repo:your-org-123/your-repo-456:ref:refs/heads/main',
  'repo:evil/your-org/your-repo:ref:refs/heads/main',
  'repo:your-org/your-repo-2:ref:refs/heads/main',
  'repo:your-org/your-repo:ref:refs/heads/main-2',
  'repo:your-org/your-repo:ref:refs/heads/v1',
  'repo:your-org/your-repo:pull_request',
  'repo:your-org/your-repo:environment:production',
])('%s is nobody', subject => {
  const numbered = { ...github, ownerId: '123', repositoryId: '456' }
  const { StringLike } = trustOf(numbered).Condition as { StringLike: Record<string, string[]> }
  const patterns = StringLike['token.actions.githubusercontent.com:sub']!
  expect(patterns.filter(pattern => isLike(subject, pattern))).toEqual([])
})

/** The policy of the role, for a manifest. */
function statementsOf(sections: object): readonly Statement[] {
  return rolesOf(manifestOf({ account, github, ...sections })).github!.statements(scope)
}

const many = Object.fromEntries(
  Array.from({ length: 30 }, (_, index) => [`service-with-a-long-name-${index}`, { build: {} }]),
)

test('it fits into a role also where there are thirty services', () => {
  const document = JSON.stringify({ Version: '2012-10-17', Statement: statementsOf({ services: many }) })
  expect(document.length).toBeLessThan(10_240)
})

test('it changes nothing that is not of this environment, and no role, network or data at all', () => {
  const sections = {
    services: { api: { build: {}, count: { min: 1, max: 2, cpu: 70 }, secrets: { KEY: 'secret:key' } } },
    secrets: { key: {}, other: {} },
    jobs: { nightly: { service: 'api', command: ['ls'], schedule: '0 3 * * *' } },
    functions: { hook: { zip: { directory: '.' } } },
    buckets: { site: { website: { directory: '.' } }, media: {} },
    databases: { main: {} },
  }
  const statements = statementsOf(sections)
  const [reading, ...others] = statements
  for (const action of [reading!.Action].flat())
    expect(action).toMatch(/:(Get|List|Describe)|^apigateway:GET$/)
  expect([reading!.Action].flat().join()).not.toMatch(/GetSecretValue|GetParameter|s3:GetObject|:\*/)
  const everywhere = others.filter(({ Resource }) => [Resource].flat().includes('*'))
  expect(
    everywhere.map(({ Action, Condition }) => [[Action].flat().join(), Condition !== undefined]),
  ).toEqual([
    ['ecr:GetAuthorizationToken', false],
    ['ecs:DeregisterTaskDefinition', false],
    ['iam:CreateServiceLinkedRole', true],
    ['cloudfront:CreateInvalidation,cloudfront:GetInvalidation', true],
  ])
  const actions = others.flatMap(({ Action }) => [Action].flat())
  expect(actions.filter(action => /^(rds|ec2|iam|elasticloadbalancing):/.test(action))).toEqual([
    'iam:PassRole',
    'iam:PassRole',
    'iam:PassRole',
    'iam:CreateServiceLinkedRole',
  ])
  const text = JSON.stringify(others)
  expect(text).toContain('secret:shop-prod/key-??????')
  expect(text).not.toContain('shop-prod/other')
  expect(text).toContain('arn:aws:s3:::shop-prod-site-123456789012/*')
  expect(text).not.toContain('shop-prod-media')
})

test('in a cluster of others it moves what has our names', () => {
  const shared = { cluster: { existing: 'shared' }, services: { api: { build: {} } } }
  const [services] = statementsOf(shared).filter(({ Action }) => Action.includes('ecs:UpdateService'))
  expect(services!.Resource).toEqual([
    'arn:aws:ecs:eu-west-1:123456789012:service/shared/shop-prod-api',
    'arn:aws:ecs:eu-west-1:123456789012:service-deployment/shared/shop-prod-api*',
  ])
})

describeOnBoth([oidcProvider, role], ({ moto, environment }) => {
  const manifest = manifestOf({ account, github })
  const arn = `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`

  test('the provider is made where there is none, and the role with it', async () => {
    expect((await environment.plan(manifest)).toSorted()).toEqual([
      'oidc-provider/github create',
      'role/github create',
    ])
    await environment.settle(manifest)
    expect(await environment.plan(manifest)).toEqual([])
    const found = await moto.ports.iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn: arn })
    expect(found).toMatchObject({
      ClientIDList: ['sts.amazonaws.com'],
      Tags: [{ Key: 'deployctl:shared', Value: 'account' }],
    })
    const { Role } = await moto.ports.iam.getRole({ RoleName: 'shop-prod-github' })
    expect(Role!.MaxSessionDuration).toBe(3600)
  })

  test('it stays when the environment goes: it is the account’s', async () => {
    await environment.tearDown()
    expect(await environment.standing()).toEqual([])
    await moto.ports.iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn: arn })
    expect(await environment.plan(manifest)).toEqual(['role/github create'])
  })
})

test('one that does not know the audience is told of before anything is changed', async () => {
  const own = await startOwn()
  const input = { Url: 'https://token.actions.githubusercontent.com', ClientIDList: ['other'] }
  await own.ports.iam.createOpenIDConnectProvider(input)
  const environment = new Environment([oidcProvider], own.ports)
  await expect(environment.plan(manifestOf({ account, github }))).rejects.toMatchObject({
    code: 'preflight.existing-missing',
    hint: expect.stringContaining('add-client-id-to-open-id-connect-provider'),
  })
  own.stop()
})
