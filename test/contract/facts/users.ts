import { expect, test } from 'vitest'
import type { System } from '../templates/system.ts'

/** Who signs in: passwords worth the name, a second factor for who wants one, and a client without a secret. */
export function userFacts(of: () => System): void {
  test('the user pool has a policy for passwords, an optional second factor, and a client', async () => {
    const { aws, prefix } = of()
    const { UserPools } = await aws.call('cognito-idp', 'list_user_pools', { MaxResults: 60 })
    expect(UserPools).toMatchObject([{ Name: `${prefix}-users` }])
    const UserPoolId = UserPools[0].Id
    const { UserPool } = await aws.call('cognito-idp', 'describe_user_pool', { UserPoolId })
    const lower = { RequireUppercase: true, RequireLowercase: true, RequireNumbers: true }
    expect(UserPool.Policies.PasswordPolicy).toMatchObject({ MinimumLength: 12, ...lower })
    const factors = await aws.call('cognito-idp', 'get_user_pool_mfa_config', { UserPoolId })
    expect(factors).toMatchObject({
      MfaConfiguration: 'OPTIONAL',
      SoftwareTokenMfaConfiguration: { Enabled: true },
    })
    const { UserPoolClients } = await aws.call('cognito-idp', 'list_user_pool_clients', { UserPoolId })
    expect(UserPoolClients).toHaveLength(1)
    const input = { UserPoolId, ClientId: UserPoolClients[0].ClientId }
    const { UserPoolClient } = await aws.call('cognito-idp', 'describe_user_pool_client', input)
    expect(UserPoolClient.ClientSecret).toBeUndefined()
    expect(UserPoolClient.ExplicitAuthFlows).toContain('ALLOW_USER_SRP_AUTH')
  })
}
