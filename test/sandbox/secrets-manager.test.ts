import { SecretsManager } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { boto3, describeWithAws } from './aws-tools.ts'
import { clientConfig } from './client-config.ts'

let sandbox: Sandbox
let secrets: SecretsManager
beforeAll(async () => {
  sandbox = await startSandbox({ speed: 0 })
  secrets = new SecretsManager(clientConfig(sandbox))
})
afterAll(() => sandbox.close())

const token = (letter: string) => letter.repeat(32)

test('a new value becomes AWSCURRENT and leaves AWSPREVIOUS behind', async () => {
  const Name = 'shop/prod/key'
  const { ARN } = await secrets.createSecret({ Name, SecretString: 'one', ClientRequestToken: token('a') })
  expect(ARN).toMatch(/:secret:shop\/prod\/key-\w{6}$/)
  await secrets.putSecretValue({ SecretId: ARN!, SecretString: 'two', ClientRequestToken: token('b') })
  const repeated = await secrets.putSecretValue({
    SecretId: Name,
    SecretString: 'two',
    ClientRequestToken: token('b'),
  })
  expect(repeated.VersionId).toBe(token('b'))
  await expect(
    secrets.putSecretValue({ SecretId: Name, SecretString: 'three', ClientRequestToken: token('b') }),
  ).rejects.toMatchObject({ name: 'ResourceExistsException' })
  expect((await secrets.getSecretValue({ SecretId: ARN!.slice(0, -7) })).SecretString).toBe('two')
  const previous = await secrets.getSecretValue({ SecretId: Name, VersionStage: 'AWSPREVIOUS' })
  expect(previous).toMatchObject({ SecretString: 'one', VersionId: token('a') })
  const { VersionIdsToStages } = await secrets.describeSecret({ SecretId: Name })
  expect(VersionIdsToStages).toEqual({ [token('a')]: ['AWSPREVIOUS'], [token('b')]: ['AWSCURRENT'] })
})

test('creating again is fine only as a repetition', async () => {
  const request = { Name: 'again', SecretString: 'x', ClientRequestToken: token('c') }
  const { ARN } = await secrets.createSecret(request)
  expect((await secrets.createSecret(request)).ARN).toBe(ARN)
  const other = secrets.createSecret({ ...request, ClientRequestToken: token('d') })
  await expect(other).rejects.toMatchObject({ name: 'ResourceExistsException' })
})

test('a deleted secret blocks its name until its window ends, or it is restored', async () => {
  const Name = 'gone'
  await secrets.createSecret({ Name, SecretString: 'x' })
  await secrets.deleteSecret({ SecretId: Name, RecoveryWindowInDays: 7 })
  const invalid = { name: 'InvalidRequestException' }
  await expect(secrets.createSecret({ Name })).rejects.toMatchObject({
    ...invalid,
    message: `You can't create this secret because a secret with this name is already scheduled for deletion.`,
  })
  await expect(secrets.getSecretValue({ SecretId: Name })).rejects.toMatchObject(invalid)
  expect((await secrets.describeSecret({ SecretId: Name })).DeletedDate).toBeInstanceOf(Date)

  const week = 7 * 24 * 3_600_000
  await sandbox.advance(week / 2)
  await secrets.restoreSecret({ SecretId: Name })
  await sandbox.advance(week)
  expect((await secrets.getSecretValue({ SecretId: Name })).SecretString).toBe('x')
  await secrets.deleteSecret({ SecretId: Name, RecoveryWindowInDays: 7 })
  await sandbox.advance(week)
  await expect(secrets.describeSecret({ SecretId: Name })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
})

test('lists are filtered by prefixes and leave out what is to be deleted', async () => {
  for (const Name of ['list/a', 'list/b', 'list/c']) {
    await secrets.createSecret({ Name, Tags: [{ Key: 'app', Value: Name }] })
  }
  await secrets.deleteSecret({ SecretId: 'list/c' })
  const names = async (input: Parameters<typeof secrets.listSecrets>[0]) =>
    (await secrets.listSecrets({ ...input, SortOrder: 'asc' })).SecretList!.map(({ Name }) => Name)
  const Filters = [{ Key: 'name' as const, Values: ['list/'] }]
  expect(await names({ Filters })).toEqual(['list/a', 'list/b'])
  expect(await names({ Filters, IncludePlannedDeletion: true })).toEqual(['list/a', 'list/b', 'list/c'])
  expect(await names({ Filters: [...Filters, { Key: 'tag-value', Values: ['list/b'] }] })).toEqual(['list/b'])
  const first = await secrets.listSecrets({ Filters, MaxResults: 1 })
  const second = await secrets.listSecrets({ Filters, MaxResults: 1, NextToken: first.NextToken })
  expect(second.SecretList!.map(({ Name }) => Name)).toEqual(['list/a'])
  expect(second.NextToken).toBeUndefined()
})

describeWithAws('Secrets Manager as boto3 sees it', () => {
  test('errors have their codes', async () => {
    const { error } = await boto3(sandbox, 'secretsmanager', 'get_secret_value', { SecretId: 'nothing' })
    expect(error).toBe('ResourceNotFoundException')
  })
})
