import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { uuid } from '../identifiers.ts'
import { invalidParameter } from './records.ts'
import type { SecretRecord, SecretVersion } from './tables.ts'

/** AWS keeps about a hundred versions without labels; nobody can rely on more. */
const keptVersions = 100
const valueLimit = 65_536

export interface NewValue {
  readonly ClientRequestToken?: string | undefined
  readonly SecretString?: string | undefined
  readonly SecretBinary?: Uint8Array | undefined
  readonly VersionStages?: readonly string[] | undefined
}

/**
 * Adds a version to a draft. The same token with the same content again changes nothing.
 *
 * @throws AwsError ResourceExistsException where the token stands for other content
 */
export function addVersion(draft: SecretRecord, value: NewValue, call: Call): SecretVersion {
  checkValue(value)
  const token = value.ClientRequestToken ?? uuid(call)
  const existing = draft.versions.find(({ VersionId }) => VersionId === token)
  if (existing) {
    if (isSame(existing, value)) return existing
    throw awsError(
      'ResourceExistsException',
      `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${draft.ARN}.`,
    )
  }
  const { SecretString, SecretBinary, VersionStages = ['AWSCURRENT'] } = value
  const version = { VersionId: token, SecretString, SecretBinary, VersionStages: [], CreatedDate: call.date }
  draft.versions.push(version)
  for (const stage of VersionStages) moveStage(draft, stage, token)
  draft.versions = withoutSurplus(draft.versions)
  draft.LastChangedDate = call.date
  return draft.versions.find(({ VersionId }) => VersionId === token)!
}

/** Moves a label to a version; AWSCURRENT leaves AWSPREVIOUS behind. */
export function moveStage(draft: SecretRecord, stage: string, to: string | undefined): void {
  const from = draft.versions.find(({ VersionStages }) => VersionStages.includes(stage))
  if (from?.VersionId === to) return
  for (const version of draft.versions) {
    version.VersionStages = version.VersionStages.filter(label => label !== stage)
    if (version.VersionId === to) version.VersionStages.push(stage)
  }
  if (stage === 'AWSCURRENT' && from) moveStage(draft, 'AWSPREVIOUS', from.VersionId)
}

/** @throws AwsError where the token's length is not AWS's */
export function checkToken(token: string | undefined): void {
  if (token !== undefined && (token.length < 32 || token.length > 64)) {
    throw invalidParameter(
      `1 validation error detected: Value '${token}' at 'clientRequestToken' failed to satisfy constraint: Member must have length between 32 and 64`,
    )
  }
}

function checkValue({ SecretString, SecretBinary, ClientRequestToken }: NewValue): void {
  checkToken(ClientRequestToken)
  if (SecretString !== undefined && SecretBinary !== undefined) {
    throw invalidParameter(
      `You can't specify both a binary secret value and a string secret value in the same secret.`,
    )
  }
  const size = SecretBinary?.byteLength ?? Buffer.byteLength(SecretString ?? '')
  if (size > valueLimit) throw invalidParameter(`The secret value is larger than ${valueLimit} bytes.`)
}

function isSame(version: SecretVersion, { SecretString, SecretBinary }: NewValue): boolean {
  const binary = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('base64')
  return version.SecretString === SecretString && binary(version.SecretBinary) === binary(SecretBinary)
}

/** Versions that carry a label, and the newest of those that do not. */
function withoutSurplus(versions: SecretVersion[]): SecretVersion[] {
  const unlabelled = versions.filter(({ VersionStages }) => VersionStages.length === 0)
  const gone = new Set(unlabelled.slice(0, Math.max(0, unlabelled.length - keptVersions)))
  return versions.filter(version => !gone.has(version))
}
