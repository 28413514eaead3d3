import { expect, test } from 'vitest'
import { accessStatements } from '../../src/lib/resources/access.ts'
import { role } from '../../src/lib/resources/role.ts'
import { taskDefinition } from '../../src/lib/resources/task-definition.ts'
import { userPool } from '../../src/lib/resources/user-pool.ts'
import { userPoolClient } from '../../src/lib/resources/user-pool-client.ts'
import { Environment } from './environment.ts'
import { image, manifestOf, scope } from './manifest.ts'
import { describeOnBoth } from './on-both.ts'

const kinds = [userPool, userPoolClient]
const withPool = (users: object | undefined) =>
  manifestOf({ ingress: 'none', userPools: users ? { users } : {} })
const optional = withPool({ mfa: 'optional', password: { minLength: 14 } })

test('what the manifest says of a pool', () => {
  expect(userPool.desired(withPool({ mfa: 'required', selfSignUp: false }))).toEqual({
    users: {
      password: { minLength: 12, lowercase: true, uppercase: true, numbers: true, symbols: false },
      mfa: 'required',
      authenticatorApp: true,
      selfSignUp: false,
      recovery: ['verified_email'],
      verified: ['email'],
      deletionProtection: true,
    },
  })
})

test('a task may keep the users of its own pool only, which its tags tell', () => {
  const [writing] = accessStatements({ 'userPools.users': 'write' }, optional, scope)
  expect(writing).toMatchObject({
    Resource: ['arn:aws:cognito-idp:eu-west-1:123456789012:userpool/*'],
    Condition: {
      StringEquals: {
        'aws:ResourceTag/deployctl:project': 'shop',
        'aws:ResourceTag/deployctl:environment': 'prod',
        'aws:ResourceTag/deployctl:id': 'users',
      },
    },
  })
  const [reading] = accessStatements({ 'userPools.users': 'read' }, optional, scope)
  expect(reading!.Action).not.toContain('cognito-idp:AdminDeleteUser')
})

describeOnBoth(kinds, ({ moto, environment }) => {
  const poolId = async () => (await userPool.inspect(scope, moto.ports)).users!.poolId
  const described = async () =>
    (await moto.ports.cognito.describeUserPool({ UserPoolId: await poolId() })).UserPool!

  test('a pool is made with its client, and only once', async () => {
    expect(await environment.plan(optional)).toEqual([
      'user-pool/users create',
      'user-pool-client/users create',
    ])
    await environment.settle(optional)
    expect(await environment.plan(optional)).toEqual([])
    const UserPoolId = await poolId()
    expect(await described()).toMatchObject({
      Name: 'shop-prod-users',
      Policies: { PasswordPolicy: { MinimumLength: 14, RequireSymbols: false } },
      MfaConfiguration: 'OPTIONAL',
      UsernameAttributes: ['email'],
      AutoVerifiedAttributes: ['email'],
      DeletionProtection: 'ACTIVE',
    })
    const factors = await moto.ports.cognito.getUserPoolMfaConfig({ UserPoolId })
    expect(factors.SoftwareTokenMfaConfiguration).toEqual({ Enabled: true })
    const { clientId: ClientId } = (await userPoolClient.inspect(scope, moto.ports)).users!
    const { UserPoolClient } = await moto.ports.cognito.describeUserPoolClient({ UserPoolId, ClientId })
    expect(UserPoolClient!.ClientSecret).toBeUndefined()
    expect(UserPoolClient).toMatchObject({
      ClientName: 'shop-prod-users',
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH'],
      PreventUserExistenceErrors: 'ENABLED',
    })
  })

  test('the manifest changes a pool in place, and leaves what somebody else configured', async () => {
    const lambda = 'arn:aws:lambda:eu-west-1:123456789012:function:greet'
    await moto.ports.cognito.updateUserPool({
      UserPoolId: await poolId(),
      ...(({ Policies, AutoVerifiedAttributes, MfaConfiguration, AccountRecoverySetting, UserPoolTags }) => ({
        Policies,
        AutoVerifiedAttributes,
        MfaConfiguration,
        AccountRecoverySetting,
        UserPoolTags,
      }))(await described()),
      LambdaConfig: { PostConfirmation: lambda },
      EmailVerificationSubject: 'Welcome',
      DeletionProtection: 'INACTIVE',
    })
    const before = await poolId()
    const required = withPool({ mfa: 'required', password: { symbols: true }, selfSignUp: false })
    expect(await environment.plan(required)).toEqual([
      'user-pool/users update password mfa selfSignUp deletionProtection',
    ])
    await environment.settle(required)
    expect(await environment.plan(required)).toEqual([])
    expect(await poolId()).toBe(before)
    expect(await described()).toMatchObject({
      LambdaConfig: { PostConfirmation: lambda },
      EmailVerificationSubject: 'Welcome',
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    })
    // DescribeUserPool of moto goes on showing the factor of the last UpdateUserPool.
    const factors = () => moto.ports.cognito.getUserPoolMfaConfig({ UserPoolId: before })
    expect((await factors()).MfaConfiguration).toBe('ON')
    await environment.settle(withPool({}))
    expect(await environment.plan(withPool({}))).toEqual([])
    expect((await factors()).MfaConfiguration).toBe('OFF')
  })

  test('a client that somebody opened further is closed again', async () => {
    const { clientId: ClientId, poolId: UserPoolId } = (await userPoolClient.inspect(scope, moto.ports))
      .users!
    await moto.ports.cognito.updateUserPoolClient({
      UserPoolId,
      ClientId,
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
      PreventUserExistenceErrors: 'ENABLED',
      AccessTokenValidity: 12,
    })
    expect(await environment.plan(withPool({}))).toEqual(['user-pool-client/users update flows'])
    await environment.settle(withPool({}))
    expect(await environment.plan(withPool({}))).toEqual([])
    const { UserPoolClient } = await moto.ports.cognito.describeUserPoolClient({ UserPoolId, ClientId })
    expect(UserPoolClient!.AccessTokenValidity).toBe(12)
  })

  test('a task learns of its pool', async () => {
    const env = {
      POOL: '${userPools.users.id}',
      CLIENT: '${userPools.users.clientId}',
      ISSUER: '${userPools.users.issuer}',
    }
    const manifest = manifestOf({ userPools: { users: {} }, services: { api: { image, env } } })
    await new Environment([...kinds, role, taskDefinition], moto.ports).settle(manifest)
    const answer = await moto.ports.ecs.describeTaskDefinition({ taskDefinition: 'shop-prod-api' })
    const { clientId, poolId } = (await userPoolClient.inspect(scope, moto.ports)).users!
    expect(answer.taskDefinition!.containerDefinitions![0]!.environment).toEqual([
      { name: 'CLIENT', value: clientId },
      { name: 'ISSUER', value: `https://cognito-idp.eu-west-1.amazonaws.com/${poolId}` },
      { name: 'POOL', value: poolId },
    ])
  })

  test('a pool stays with its client until it is named', async () => {
    expect(await environment.plan(withPool(undefined))).toEqual([
      'user-pool/users keep',
      'user-pool-client/users keep',
    ])
    await environment.tearDown()
    expect(await environment.standing()).toEqual(['user-pool-client/users', 'user-pool/users'])
    await environment.tearDown(['user-pool/users'])
    expect(await environment.standing()).toEqual([])
  })

  test("another's pool of the same name is neither seen nor touched", async () => {
    await moto.ports.cognito.createUserPool({ PoolName: 'shop-prod-users' })
    expect(await environment.standing()).toEqual([])
    await environment.settle(withPool({}))
    await environment.tearDown(['*'])
    const { UserPools } = await moto.ports.cognito.listUserPools({ MaxResults: 60 })
    expect(UserPools!.map(({ Name }) => Name)).toEqual(['shop-prod-users'])
  })
})
