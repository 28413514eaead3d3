import type { ParameterType, Tag } from '@aws-sdk/client-ssm'
import type { Operations } from '../../service.ts'
import { defineTable } from '../../store.ts'

/** Some of Systems Manager's operations. */
export type SsmOperations = Operations<typeof import('@aws-sdk/client-ssm')>

export interface ParameterVersion {
  Version: number
  /** In clear, whatever the type. */
  Value: string
  Type: ParameterType
  KeyId?: string | undefined
  Description?: string | undefined
  AllowedPattern?: string | undefined
  Tier: 'Standard' | 'Advanced'
  DataType: string
  LastModifiedDate: Date
  LastModifiedUser: string
}

export interface ParameterRecord {
  Name: string
  ARN: string
  /** Oldest first; the last one counts. */
  versions: ParameterVersion[]
  Tags: Tag[]
}

/** By name. */
export const parameters = defineTable<ParameterRecord>('ssm.parameters')
