import type { UpdateUserPoolRequest } from '@aws-sdk/client-cognito-identity-provider'
import { invalid, type PoolRecord } from './tables.ts'

/**
 * What CreateUserPool and UpdateUserPool refuse.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html
 *
 * @throws AwsError InvalidParameterException
 */
export function checkPool(input: Omit<UpdateUserPoolRequest, 'UserPoolId'>, standing?: PoolRecord): void {
  const { Policies, AdminCreateUserConfig, MfaConfiguration = 'OFF' } = input
  const { MinimumLength = 8, TemporaryPasswordValidityDays } = Policies?.PasswordPolicy ?? {}
  if (MinimumLength < 6 || MinimumLength > 99) {
    throw invalid(
      `1 validation error detected: Value '${MinimumLength}' at 'policies.passwordPolicy.minimumLength' failed to satisfy constraint: Member must have value ${MinimumLength < 6 ? 'greater than or equal to 6' : 'less than or equal to 99'}`,
    )
  }
  if (
    TemporaryPasswordValidityDays !== undefined &&
    AdminCreateUserConfig?.UnusedAccountValidityDays !== undefined
  ) {
    throw invalid(
      'Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays',
    )
  }
  const hasFactor = input.SmsConfiguration ?? standing?.factors.SoftwareTokenMfaConfiguration?.Enabled
  if (MfaConfiguration !== 'OFF' && !hasFactor) {
    const how = MfaConfiguration === 'ON' ? 'required' : 'optional'
    throw invalid(`SMS configuration and Auto verification for phone_number are required when MFA is ${how}`)
  }
}
