import type { UpdateUserPoolRequest, UserPoolType } from '@aws-sdk/client-cognito-identity-provider'
import { page } from '../paging.ts'
import { checkPool } from './checks.ts'
import { type CognitoOperations, clients, findPool, invalid, type PoolRecord, pools } from './tables.ts'

export const poolOperations = {
  CreateUserPool({ PoolName, UserPoolTags = {}, UserPoolTier = 'ESSENTIALS', ...input }, call) {
    checkPool(input)
    const { UsernameAttributes, AliasAttributes, Schema = [], UsernameConfiguration } = input
    if (UsernameAttributes?.length && AliasAttributes?.length)
      throw invalid('Only one of the aliasAttributes or usernameAttributes can be set in a user pool.')
    const Id = `${call.region}_${call.id('', 9)}`
    const made = call.table(pools).put(Id, {
      ...settable(input),
      Id,
      Arn: call.arn(`userpool/${Id}`),
      Name: PoolName,
      CreationDate: call.date,
      LastModifiedDate: call.date,
      UsernameAttributes,
      AliasAttributes,
      UsernameConfiguration,
      UserPoolTier,
      SchemaAttributes: Schema,
      EstimatedNumberOfUsers: 0,
      UserPoolTags,
      factors: {},
    })
    return { UserPool: shown(made) }
  },

  DescribeUserPool: ({ UserPoolId }, call) => ({ UserPool: shown(findPool(call, UserPoolId)) }),

  ListUserPools({ MaxResults, NextToken }, call) {
    if (MaxResults < 1 || MaxResults > 60)
      throw invalid(
        `1 validation error detected: Value '${MaxResults}' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 60`,
      )
    const { items, next } = page(call.table(pools).values(), NextToken, MaxResults)
    const UserPools = items.map(({ Id, Name, CreationDate, LastModifiedDate }) => ({
      Id,
      Name,
      LambdaConfig: {},
      CreationDate,
      LastModifiedDate,
    }))
    return { UserPools, NextToken: next }
  },

  UpdateUserPool({ UserPoolId, UserPoolTags, UserPoolTier, PoolName, ...input }, call) {
    const standing = findPool(call, UserPoolId)
    checkPool(input, standing)
    call.table(pools).put(UserPoolId, {
      ...standing,
      ...settable(input),
      Name: PoolName ?? standing.Name,
      UserPoolTier: UserPoolTier ?? standing.UserPoolTier,
      UserPoolTags: UserPoolTags ?? standing.UserPoolTags,
      LastModifiedDate: call.date,
    })
    return {}
  },

  DeleteUserPool({ UserPoolId }, call) {
    if (findPool(call, UserPoolId).DeletionProtection === 'ACTIVE')
      throw invalid(
        'The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.',
      )
    for (const client of call.table(clients).filter(one => one.UserPoolId === UserPoolId))
      call.table(clients).delete(client.ClientId)
    call.table(pools).delete(UserPoolId)
    return {}
  },

  GetUserPoolMfaConfig: ({ UserPoolId }, call) => factorsOf(findPool(call, UserPoolId)),

  SetUserPoolMfaConfig(input, call) {
    const { UserPoolId, MfaConfiguration = 'OFF', SoftwareTokenMfaConfiguration, SmsMfaConfiguration } = input
    findPool(call, UserPoolId)
    const isThere = SoftwareTokenMfaConfiguration?.Enabled || SmsMfaConfiguration?.SmsConfiguration
    if (MfaConfiguration !== 'OFF' && !isThere)
      throw invalid("Invalid MFA configuration given, can't turn off all MFA and require an MFA together.")
    if (MfaConfiguration === 'OFF' && isThere)
      throw invalid(
        "Invalid MFA configuration given, can't turn on MFA and have MFA configuration set to off.",
      )
    const updated = call.table(pools).update(UserPoolId, draft => {
      draft.MfaConfiguration = MfaConfiguration
      draft.factors = { SoftwareTokenMfaConfiguration, SmsMfaConfiguration }
      draft.LastModifiedDate = call.date
    })
    return factorsOf(updated)
  },

  TagResource({ ResourceArn, Tags }, call) {
    call.table(pools).update(findPool(call, idIn(ResourceArn)).Id, draft => {
      draft.UserPoolTags = { ...draft.UserPoolTags, ...Tags }
    })
    return {}
  },

  UntagResource({ ResourceArn, TagKeys }, call) {
    call.table(pools).update(findPool(call, idIn(ResourceArn)).Id, draft => {
      for (const key of TagKeys) delete draft.UserPoolTags[key]
    })
    return {}
  },

  ListTagsForResource: ({ ResourceArn }, call) => ({ Tags: findPool(call, idIn(ResourceArn)).UserPoolTags }),
} satisfies CognitoOperations

type Settable = Omit<UpdateUserPoolRequest, 'UserPoolId' | 'UserPoolTags' | 'UserPoolTier' | 'PoolName'>

/** "If you don't provide a value for an attribute, Amazon Cognito sets it to its default value" (UpdateUserPool). */
function settable(input: Settable): Settable {
  const { PasswordPolicy } = input.Policies ?? {}
  return {
    Policies: {
      ...input.Policies,
      PasswordPolicy: {
        MinimumLength: 8,
        RequireUppercase: true,
        RequireLowercase: true,
        RequireNumbers: true,
        RequireSymbols: true,
        TemporaryPasswordValidityDays: 7,
        ...PasswordPolicy,
      },
    },
    DeletionProtection: input.DeletionProtection ?? 'INACTIVE',
    LambdaConfig: input.LambdaConfig ?? {},
    AutoVerifiedAttributes: input.AutoVerifiedAttributes,
    EmailVerificationMessage: input.EmailVerificationMessage,
    EmailVerificationSubject: input.EmailVerificationSubject,
    SmsVerificationMessage: input.SmsVerificationMessage,
    SmsAuthenticationMessage: input.SmsAuthenticationMessage,
    VerificationMessageTemplate: input.VerificationMessageTemplate ?? {
      DefaultEmailOption: 'CONFIRM_WITH_CODE',
    },
    UserAttributeUpdateSettings: input.UserAttributeUpdateSettings,
    MfaConfiguration: input.MfaConfiguration ?? 'OFF',
    DeviceConfiguration: input.DeviceConfiguration,
    EmailConfiguration: input.EmailConfiguration ?? { EmailSendingAccount: 'COGNITO_DEFAULT' },
    SmsConfiguration: input.SmsConfiguration,
    AdminCreateUserConfig: {
      AllowAdminCreateUserOnly: false,
      UnusedAccountValidityDays: PasswordPolicy?.TemporaryPasswordValidityDays ?? 7,
      ...input.AdminCreateUserConfig,
    },
    UserPoolAddOns: input.UserPoolAddOns,
    AccountRecoverySetting: input.AccountRecoverySetting,
  }
}

function shown({ factors: _hidden, ...pool }: PoolRecord): UserPoolType {
  return pool
}

function factorsOf({ MfaConfiguration, factors }: PoolRecord) {
  return { MfaConfiguration, ...factors }
}

function idIn(arn: string): string {
  return arn.split('userpool/').at(-1)!
}
