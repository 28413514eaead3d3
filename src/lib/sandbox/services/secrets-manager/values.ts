import { awsError } from '../../aws-error.ts'
import { page } from '../paging.ts'
import { findLiveSecret, findVersion, invalidParameter } from './records.ts'
import { type SecretOperations, type SecretRecord, secrets } from './tables.ts'
import { addVersion, moveStage } from './versions.ts'

export const valueOperations = {
  PutSecretValue({ SecretId, SecretString, SecretBinary, ClientRequestToken, VersionStages }, call) {
    const { ARN, Name } = findLiveSecret(call, SecretId)
    if (SecretString === undefined && SecretBinary === undefined) {
      throw invalidParameter('You must provide either SecretString or SecretBinary.')
    }
    let VersionId = ''
    const value = { SecretString, SecretBinary, ClientRequestToken, VersionStages }
    const after = call.table(secrets).update(Name, draft => {
      VersionId = addVersion(draft, value, call).VersionId
    })
    return { ARN, Name, VersionId, VersionStages: [...findVersion(after, VersionId).VersionStages] }
  },

  GetSecretValue({ SecretId, VersionId, VersionStage }, call) {
    return shownValue(findLiveSecret(call, SecretId), VersionId, VersionStage)
  },

  BatchGetSecretValue({ SecretIdList, MaxResults = 20, NextToken }, call) {
    if (!SecretIdList) throw invalidParameter('You must provide SecretIdList.')
    const { items, next } = page(SecretIdList, NextToken, MaxResults)
    return {
      SecretValues: items.map(id => shownValue(findLiveSecret(call, id))),
      NextToken: next,
      Errors: [],
    }
  },

  ListSecretVersionIds({ SecretId, IncludeDeprecated = false, MaxResults = 100, NextToken }, call) {
    const { ARN, Name, versions } = findLiveSecret(call, SecretId)
    const found = versions.filter(({ VersionStages }) => IncludeDeprecated || VersionStages.length > 0)
    const { items, next } = page(found, NextToken, MaxResults)
    const Versions = items.map(({ VersionId, VersionStages, CreatedDate }) => ({
      VersionId,
      VersionStages,
      CreatedDate,
    }))
    return { ARN, Name, Versions, NextToken: next }
  },

  UpdateSecretVersionStage({ SecretId, VersionStage, MoveToVersionId, RemoveFromVersionId }, call) {
    const secret = findLiveSecret(call, SecretId)
    if (MoveToVersionId) findVersion(secret, MoveToVersionId)
    const holder = secret.versions.find(({ VersionStages }) => VersionStages.includes(VersionStage))
    if (holder && holder.VersionId !== MoveToVersionId && holder.VersionId !== RemoveFromVersionId) {
      throw invalidParameter(
        `The parameter RemoveFromVersionId can't be empty. Staging label ${VersionStage} is currently attached to version ${holder.VersionId}, so you must explicitly reference that version in RemoveFromVersionId.`,
      )
    }
    if (VersionStage === 'AWSCURRENT' && !MoveToVersionId) {
      throw awsError(
        'InvalidRequestException',
        `You can't remove the AWSCURRENT staging label from a secret.`,
      )
    }
    call.table(secrets).update(secret.Name, draft => moveStage(draft, VersionStage, MoveToVersionId))
    return { ARN: secret.ARN, Name: secret.Name }
  },
} satisfies SecretOperations

function shownValue(secret: SecretRecord, versionId?: string, stage?: string) {
  const { VersionId, SecretString, SecretBinary, VersionStages, CreatedDate } = findVersion(
    secret,
    versionId,
    stage,
  )
  const { ARN, Name } = secret
  return { ARN, Name, VersionId, SecretString, SecretBinary, VersionStages: [...VersionStages], CreatedDate }
}
