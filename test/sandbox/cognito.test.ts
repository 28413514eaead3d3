import { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { awsCli, boto3, describeWithAws } from './aws-tools.ts'
import { clientConfig } from './client-config.ts'

let sandbox: Sandbox
let cognito: CognitoIdentityProvider
beforeAll(async () => {
  sandbox = await startSandbox({ speed: 0 })
  cognito = new CognitoIdentityProvider(clientConfig(sandbox))
})
afterAll(() => sandbox.close())

async function makePool(more: object = {}): Promise<string> {
  return (await cognito.createUserPool({ PoolName: 'people', ...more })).UserPool!.Id!
}
const described = async (UserPoolId: string) => (await cognito.describeUserPool({ UserPoolId })).UserPool!
const refused = (attempt: Promise<unknown>, name: string, message: string) =>
  expect(attempt).rejects.toMatchObject({ name, message: expect.stringContaining(message) })

test('a pool has an id of its region, and its tags with it', async () => {
  const id = await makePool({ UserPoolTags: { app: 'shop' } })
  expect(id).toMatch(/^eu-west-1_[0-9a-f]{9}$/)
  expect(await described(id)).toMatchObject({
    Arn: `arn:aws:cognito-idp:eu-west-1:123456789012:userpool/${id}`,
    UserPoolTags: { app: 'shop' },
    MfaConfiguration: 'OFF',
    DeletionProtection: 'INACTIVE',
  })
})

test('what an update leaves out goes back to its default', async () => {
  const UserPoolId = await makePool({
    AutoVerifiedAttributes: ['email'],
    Policies: { PasswordPolicy: { MinimumLength: 20 } },
  })
  await cognito.updateUserPool({ UserPoolId, DeletionProtection: 'ACTIVE' })
  const { AutoVerifiedAttributes, Policies } = await described(UserPoolId)
  expect([AutoVerifiedAttributes, Policies!.PasswordPolicy!.MinimumLength]).toEqual([undefined, 8])
})

test('what an update may not say twice is refused', async () => {
  const UserPoolId = await makePool()
  const { Policies, AdminCreateUserConfig } = await described(UserPoolId)
  const update = cognito.updateUserPool({ UserPoolId, Policies, AdminCreateUserConfig })
  await refused(update, 'InvalidParameterException', 'instead of UnusedAccountValidityDays')
})

test('a second factor needs its means first', async () => {
  const UserPoolId = await makePool()
  await refused(makePool({ MfaConfiguration: 'ON' }), 'InvalidParameterException', 'SMS configuration')
  await refused(
    cognito.setUserPoolMfaConfig({ UserPoolId, MfaConfiguration: 'OPTIONAL' }),
    'InvalidParameterException',
    "can't turn off all MFA",
  )
  const SoftwareTokenMfaConfiguration = { Enabled: true }
  await cognito.setUserPoolMfaConfig({ UserPoolId, MfaConfiguration: 'ON', SoftwareTokenMfaConfiguration })
  expect((await described(UserPoolId)).MfaConfiguration).toBe('ON')
  expect(await cognito.getUserPoolMfaConfig({ UserPoolId })).toMatchObject({ SoftwareTokenMfaConfiguration })
  await cognito.updateUserPool({ UserPoolId, MfaConfiguration: 'OPTIONAL' })
})

test('a protected pool is not deleted, and any other takes its clients along', async () => {
  const UserPoolId = await makePool({ DeletionProtection: 'ACTIVE' })
  const { UserPoolClient } = await cognito.createUserPoolClient({ UserPoolId, ClientName: 'web' })
  const ClientId = UserPoolClient!.ClientId!
  await refused(cognito.deleteUserPool({ UserPoolId }), 'InvalidParameterException', 'deletion protection')
  await cognito.updateUserPool({ UserPoolId, DeletionProtection: 'INACTIVE' })
  await cognito.deleteUserPool({ UserPoolId })
  const gone = `User pool ${UserPoolId} does not exist.`
  await refused(cognito.describeUserPoolClient({ UserPoolId, ClientId }), 'ResourceNotFoundException', gone)
})

test('clients are listed by pool; one with a secret shows it', async () => {
  const UserPoolId = await makePool()
  const made = await cognito.createUserPoolClient({ UserPoolId, ClientName: 'server', GenerateSecret: true })
  await cognito.createUserPoolClient({ UserPoolId, ClientName: 'web' })
  expect(made.UserPoolClient!.ClientSecret).toHaveLength(51)
  const { UserPoolClients } = await cognito.listUserPoolClients({ UserPoolId, MaxResults: 60 })
  expect(UserPoolClients!.map(({ ClientName }) => ClientName)).toEqual(['server', 'web'])
  const wrong = cognito.createUserPoolClient({
    UserPoolId,
    ClientName: 'x',
    ExplicitAuthFlows: ['NONE' as never],
  })
  await refused(wrong, 'InvalidParameterException', 'explicitAuthFlows')
})

describeWithAws('Cognito as other clients see it', () => {
  test('the AWS CLI makes a pool, boto3 a client', async () => {
    const made = await awsCli(sandbox, ['cognito-idp', 'create-user-pool', '--pool-name', 'cli'])
    const { Id: UserPoolId } = JSON.parse(made.stdout).UserPool
    const input = { UserPoolId, ClientName: 'boto' }
    const { output } = await boto3(sandbox, 'cognito-idp', 'create_user_pool_client', input)
    expect(output.UserPoolClient.ClientName).toBe('boto')
  })
})
