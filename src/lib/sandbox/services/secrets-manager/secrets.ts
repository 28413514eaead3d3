import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { withoutTags, withTags } from '../tags.ts'
import { findLiveSecret, findSecret, invalidParameter } from './records.ts'
import { type SecretOperations, type SecretRecord, secrets } from './tables.ts'
import { addVersion, checkToken } from './versions.ts'

export const secretOperations = {
  CreateSecret(input, call) {
    const { Name, SecretString, SecretBinary, ClientRequestToken } = input
    checkName(Name)
    checkToken(ClientRequestToken)
    const value = { SecretString, SecretBinary, ClientRequestToken }
    const existing = call.table(secrets).get(Name)
    if (existing) return repeated(existing, value, call)
    const record: SecretRecord = {
      ARN: call.arn(`secret:${Name}-${call.id('', 6)}`),
      Name,
      Description: input.Description,
      KmsKeyId: input.KmsKeyId,
      CreatedDate: call.date,
      LastChangedDate: call.date,
      versions: [],
      Tags: withTags([], input.Tags),
    }
    const hasValue = SecretString !== undefined || SecretBinary !== undefined
    const VersionId = hasValue ? addVersion(record, value, call).VersionId : undefined
    return { ARN: call.table(secrets).put(Name, record).ARN, Name, VersionId }
  },

  UpdateSecret({ SecretId, SecretString, SecretBinary, ClientRequestToken, Description, KmsKeyId }, call) {
    const { Name, ARN } = findLiveSecret(call, SecretId)
    let VersionId: string | undefined
    call.table(secrets).update(Name, draft => {
      draft.Description = Description ?? draft.Description
      draft.KmsKeyId = KmsKeyId ?? draft.KmsKeyId
      draft.LastChangedDate = call.date
      if (SecretString === undefined && SecretBinary === undefined) return
      VersionId = addVersion(draft, { SecretString, SecretBinary, ClientRequestToken }, call).VersionId
    })
    return { ARN, Name, VersionId }
  },

  DescribeSecret({ SecretId }, call) {
    const { versions, deletionDate: _hidden, ...shown } = findSecret(call, SecretId)
    const labelled = versions.filter(({ VersionStages }) => VersionStages.length > 0)
    const stages = labelled.map((one): [string, string[]] => [one.VersionId, one.VersionStages])
    return { ...shown, VersionIdsToStages: stages.length > 0 ? Object.fromEntries(stages) : undefined }
  },

  DeleteSecret({ SecretId, RecoveryWindowInDays, ForceDeleteWithoutRecovery }, call) {
    checkRecovery(RecoveryWindowInDays, ForceDeleteWithoutRecovery)
    if (ForceDeleteWithoutRecovery) return forceDelete(SecretId, call)
    const { ARN, Name } = findLiveSecret(call, SecretId)
    const afterMs = (RecoveryWindowInDays ?? 30) * 24 * 60 * 60_000
    const DeletionDate = new Date(call.now + afterMs)
    call.table(secrets).update(Name, draft => {
      draft.DeletedDate = call.date
      draft.deletionDate = DeletionDate
    })
    call.schedule(afterMs, 'secretsmanager.deleted', { Name, ARN })
    return { ARN, Name, DeletionDate }
  },

  RestoreSecret({ SecretId }, call) {
    const { ARN, Name } = findSecret(call, SecretId)
    call.table(secrets).update(Name, draft => {
      delete draft.DeletedDate
      delete draft.deletionDate
    })
    return { ARN, Name }
  },

  TagResource({ SecretId, Tags }, call) {
    call.table(secrets).update(findLiveSecret(call, SecretId).Name, draft => {
      draft.Tags = withTags(draft.Tags, Tags)
    })
    return {}
  },

  UntagResource({ SecretId, TagKeys }, call) {
    call.table(secrets).update(findLiveSecret(call, SecretId).Name, draft => {
      draft.Tags = withoutTags(draft.Tags, TagKeys)
    })
    return {}
  },

  GetResourcePolicy({ SecretId }, call) {
    const { ARN, Name } = findLiveSecret(call, SecretId)
    return { ARN, Name }
  },
} satisfies SecretOperations

interface Deletion {
  readonly Name: string
  readonly ARN: string
}

/** The end of a recovery window; a secret that was restored, or restored and deleted anew, outlives it. */
export function deleteWhenDue({ Name, ARN }: Deletion, call: Call): void {
  const secret = call.table(secrets).get(Name)
  if (secret?.ARN === ARN && secret.deletionDate && secret.deletionDate.getTime() <= call.now) {
    call.table(secrets).delete(Name)
  }
}

/** Creating a secret again succeeds only as a repetition of the same request. */
function repeated(existing: SecretRecord, value: Parameters<typeof addVersion>[1], call: Call) {
  if (existing.DeletedDate) {
    throw awsError(
      'InvalidRequestException',
      `You can't create this secret because a secret with this name is already scheduled for deletion.`,
    )
  }
  const { ARN, Name, versions } = existing
  const version = versions.find(({ VersionId }) => VersionId === value.ClientRequestToken)
  if (!version) {
    throw awsError(
      'ResourceExistsException',
      `The operation failed because the secret ${Name} already exists.`,
    )
  }
  return { ARN, Name, VersionId: addVersion(structuredClone(existing), value, call).VersionId }
}

/** Deleting at once succeeds for a secret that does not exist, too. */
function forceDelete(secretId: string, call: Call) {
  const table = call.table(secrets)
  const found =
    table.get(secretId) ?? table.find(({ ARN }) => ARN === secretId || ARN.slice(0, -7) === secretId)
  if (found) table.delete(found.Name)
  const { ARN, Name } = found ?? { ARN: call.arn(`secret:${secretId}-${call.id('', 6)}`), Name: secretId }
  return { ARN, Name, DeletionDate: call.date }
}

function checkName(name: string): void {
  if (!/^[\w/+=.@-]{1,512}$/.test(name)) {
    throw awsError(
      'ValidationException',
      'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
    )
  }
}

function checkRecovery(days: number | undefined, force: boolean | undefined): void {
  if (days !== undefined && force) {
    throw invalidParameter(
      `You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.`,
    )
  }
  if (days !== undefined && (days < 7 || days > 30)) {
    throw invalidParameter('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).')
  }
}
