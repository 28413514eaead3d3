import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { type SecretRecord, type SecretVersion, secrets } from './tables.ts'

/**
 * Finds a secret by name, ARN, or ARN without the random end, also one that is scheduled for deletion.
 *
 * @throws AwsError ResourceNotFoundException
 */
export function findSecret(call: Call, secretId: string): SecretRecord {
  const table = call.table(secrets)
  const secret =
    table.get(secretId) ?? table.find(({ ARN }) => ARN === secretId || ARN.slice(0, -7) === secretId)
  if (!secret) throw notFound(`Secrets Manager can't find the specified secret.`)
  return secret
}

/** @throws AwsError also InvalidRequestException where the secret is scheduled for deletion */
export function findLiveSecret(call: Call, secretId: string): SecretRecord {
  const secret = findSecret(call, secretId)
  if (secret.DeletedDate) {
    throw awsError(
      'InvalidRequestException',
      `You can't perform this operation on the secret because it was marked for deletion.`,
    )
  }
  return secret
}

/** @throws AwsError ResourceNotFoundException where there is no such version */
export function findVersion(secret: SecretRecord, versionId?: string, stage?: string): SecretVersion {
  const wanted = stage ?? (versionId ? undefined : 'AWSCURRENT')
  const version = secret.versions.find(
    one =>
      (versionId === undefined || one.VersionId === versionId) &&
      (wanted === undefined || one.VersionStages.includes(wanted)),
  )
  if (version) return version
  const what = versionId ? `VersionId: ${versionId}` : `staging label: ${wanted}`
  throw notFound(`Secrets Manager can't find the specified secret value for ${what}`)
}

export function notFound(message: string): AwsError {
  return awsError('ResourceNotFoundException', message)
}

export function invalidParameter(message: string): AwsError {
  return awsError('InvalidParameterException', message)
}
