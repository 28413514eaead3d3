import type { Tag } from '@aws-sdk/client-secrets-manager'
import type { Operations } from '../../service.ts'
import { defineTable } from '../../store.ts'

/** Some of Secrets Manager's operations. */
export type SecretOperations = Operations<typeof import('@aws-sdk/client-secrets-manager')>

export interface SecretVersion {
  VersionId: string
  SecretString?: string | undefined
  SecretBinary?: Uint8Array | undefined
  /** `AWSCURRENT`, `AWSPREVIOUS`, and others; a version without any is deprecated. */
  VersionStages: string[]
  CreatedDate: Date
}

export interface SecretRecord {
  /** With six random characters behind the name, so that a new secret of the same name is another one. */
  ARN: string
  Name: string
  Description?: string | undefined
  KmsKeyId?: string | undefined
  CreatedDate: Date
  LastChangedDate: Date
  /** When it will be gone, where it is scheduled for deletion. */
  deletionDate?: Date | undefined
  DeletedDate?: Date | undefined
  versions: SecretVersion[]
  Tags: Tag[]
}

/** By name. */
export const secrets = defineTable<SecretRecord>('secretsmanager.secrets')
