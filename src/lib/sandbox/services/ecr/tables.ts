import type {
  EncryptionConfiguration,
  ImageTagMutability,
  ImageTagMutabilityExclusionFilter,
  Tag,
} from '@aws-sdk/client-ecr'
import type { Operations } from '../../service.ts'
import { defineTable } from '../../store.ts'

/** Some of ECR's operations. */
export type EcrOperations = Operations<typeof import('@aws-sdk/client-ecr')>

export interface RepositoryRecord {
  repositoryName: string
  repositoryArn: string
  createdAt: Date
  imageTagMutability: ImageTagMutability
  imageTagMutabilityExclusionFilters?: ImageTagMutabilityExclusionFilter[] | undefined
  scanOnPush: boolean
  encryptionConfiguration: EncryptionConfiguration
  /** JSON. */
  lifecyclePolicy?: string | undefined
  lifecycleEvaluatedAt?: Date | undefined
  /** JSON: who else may use the repository. */
  policy?: string | undefined
  Tags: Tag[]
}

export interface ImageRecord {
  repositoryName: string
  /** `sha256:…` of the manifest. */
  digest: string
  /** The manifest's exact bytes, as text. */
  manifest: string
  mediaType: string
  /** Newest last; none for an untagged image. */
  tags: string[]
  sizeInBytes: number
  pushedAt: Date
  lastPulledAt?: Date | undefined
}

/** By name. */
export const repositories = defineTable<RepositoryRecord>('ecr.repositories')
/** By `imageKey`. */
export const images = defineTable<ImageRecord>('ecr.images')

export function imageKey(repositoryName: string, digest: string): string {
  return `${repositoryName}@${digest}`
}

/** A blob that a repository has; its bytes lie in the sandbox's blobs, once for all repositories. */
export interface LayerRecord {
  readonly account: string
  readonly region: string
  readonly repositoryName: string
  readonly digest: string
  readonly sizeInBytes: number
}

/** By `ACCOUNT/REGION/` and `imageKey`: global, to know when the last repository has let go of one. */
export const layers = defineTable<LayerRecord>('ecr.layers', 'global')
