import type { GetUserPoolMfaConfigResponse, UserPoolType } from '@aws-sdk/client-cognito-identity-provider'
import type { Manifest } from '../manifest/schema/manifest.ts'

type UserPool = Manifest['userPools'][string]

/** What is settled of a user pool, in one form that can be compared. */
export interface UserPoolSettings {
  readonly password: UserPool['password']
  readonly mfa: UserPool['mfa']
  /** Undefined where there is no second factor at all. */
  readonly authenticatorApp: boolean | undefined
  readonly selfSignUp: boolean
  readonly recovery: readonly string[]
  readonly verified: readonly string[]
  readonly deletionProtection: boolean
}

export function wantedSettings({ password, mfa, selfSignUp }: UserPool): UserPoolSettings {
  return {
    password,
    mfa,
    authenticatorApp: mfa === 'off' ? undefined : true,
    selfSignUp,
    recovery: ['verified_email'],
    verified: ['email'],
    deletionProtection: true,
  }
}

const mfaWords = { OFF: 'off', OPTIONAL: 'optional', ON: 'required' } as const

/** AWS's word for how far a second factor is asked for. */
export function mfaConfiguration(mfa: UserPoolSettings['mfa']): keyof typeof mfaWords {
  if (mfa === 'off') return 'OFF'
  return mfa === 'optional' ? 'OPTIONAL' : 'ON'
}

/** What AWS says of a standing pool, in the same form and the same order of keys. */
export function settingsOf(pool: UserPoolType, factors: GetUserPoolMfaConfigResponse): UserPoolSettings {
  const policy = pool.Policies?.PasswordPolicy
  const mfa = mfaWords[factors.MfaConfiguration ?? pool.MfaConfiguration ?? 'OFF']
  return {
    password: {
      minLength: policy?.MinimumLength ?? 8,
      lowercase: policy?.RequireLowercase ?? false,
      uppercase: policy?.RequireUppercase ?? false,
      numbers: policy?.RequireNumbers ?? false,
      symbols: policy?.RequireSymbols ?? false,
    },
    mfa,
    authenticatorApp: mfa === 'off' ? undefined : (factors.SoftwareTokenMfaConfiguration?.Enabled ?? false),
    selfSignUp: !pool.AdminCreateUserConfig?.AllowAdminCreateUserOnly,
    recovery: (pool.AccountRecoverySetting?.RecoveryMechanisms ?? []).map(({ Name }) => Name!),
    verified: pool.AutoVerifiedAttributes ?? [],
    deletionProtection: pool.DeletionProtection === 'ACTIVE',
  }
}

/** What CreateUserPool and UpdateUserPool both take of it; a second factor needs a call of its own. */
export function poolInput(
  { password, selfSignUp }: UserPoolSettings,
  standing?: Pick<UserPoolType, 'Policies' | 'AdminCreateUserConfig'>,
) {
  return {
    Policies: {
      ...standing?.Policies,
      PasswordPolicy: {
        ...standing?.Policies?.PasswordPolicy,
        MinimumLength: password.minLength,
        RequireLowercase: password.lowercase,
        RequireUppercase: password.uppercase,
        RequireNumbers: password.numbers,
        RequireSymbols: password.symbols,
      },
    },
    AdminCreateUserConfig: {
      ...standing?.AdminCreateUserConfig,
      AllowAdminCreateUserOnly: !selfSignUp,
    },
    AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email' as const, Priority: 1 }] },
    AutoVerifiedAttributes: ['email' as const],
    DeletionProtection: 'ACTIVE' as const,
  }
}

/** All that UpdateUserPool would else set back to its default, whoever configured it. */
export function keptOf(standing: UserPoolType) {
  const {
    Id: UserPoolId,
    Name: _name,
    Arn: _arn,
    Status: _status,
    CreationDate: _created,
    LastModifiedDate: _modified,
    EstimatedNumberOfUsers: _users,
    SchemaAttributes: _schema,
    AliasAttributes: _aliases,
    UsernameAttributes: _usernames,
    UsernameConfiguration: _case,
    Domain: _domain,
    CustomDomain: _customDomain,
    EmailConfigurationFailure: _emailFailure,
    SmsConfigurationFailure: _smsFailure,
    ...kept
  } = standing
  // Of old, what the password policy's TemporaryPasswordValidityDays is now: shown, and refused beside it.
  const { UnusedAccountValidityDays: _days, ...AdminCreateUserConfig } = kept.AdminCreateUserConfig ?? {}
  return { ...kept, AdminCreateUserConfig, UserPoolId: UserPoolId! }
}
