import type {
  Architecture,
  ImageConfig,
  LoggingConfig,
  PackageType,
  Runtime,
  VpcConfigResponse,
} from '@aws-sdk/client-lambda'
import type { Operations } from '../../service.ts'
import { defineTable } from '../../store.ts'

/** Some of Lambda's operations. */
export type LambdaOperations = Operations<typeof import('@aws-sdk/client-lambda')>

/** What a function is called, and what all its versions have in common. */
export interface FunctionRecord {
  name: string
  arn: string
  tags: Record<string, string>
  /** Reserved for it out of the account's. */
  concurrency?: number | undefined
}

export interface Code {
  /** Base64 of a package's SHA-256, as which it is stored; an image's digest in hex. */
  sha256: string
  /** Bytes; 0 for an image. */
  size: number
  imageUri?: string | undefined
  resolvedImageUri?: string | undefined
}

/** A version of a function; `$LATEST` is the one that can be changed. */
export interface VersionRecord {
  name: string
  /** `$LATEST`, or a number. */
  version: string
  role: string
  packageType: PackageType
  runtime?: Runtime | undefined
  handler?: string | undefined
  description: string
  /** MiB. */
  memory: number
  /** Seconds. */
  timeout: number
  /** MiB below /tmp. */
  storage: number
  architecture: Architecture
  environment?: Record<string, string> | undefined
  code: Code
  imageConfig?: ImageConfig | undefined
  vpc?: VpcConfigResponse | undefined
  logging: LoggingConfig
  tracing: 'Active' | 'PassThrough'
  revisionId: string
  lastModified: Date
  /** Virtual ms from when on it can be called. */
  activeAt: number
  /** Virtual ms until when its last update is in progress. */
  updatedAt: number
  /** What became of its creation or of its last update, where that did not go well. */
  failure?: { code: string; reason: string } | undefined
  /** Whether it was ever Active. */
  wasActive: boolean
}

export interface AliasRecord {
  name: string
  alias: string
  arn: string
  version: string
  description: string
  weights?: Record<string, number> | undefined
  revisionId: string
}

export interface PolicyStatement {
  Sid: string
  Effect: 'Allow'
  Principal: { Service: string } | { AWS: string } | '*'
  Action: string
  Resource: string
  Condition?: Record<string, Record<string, string>> | undefined
}

export interface PolicyRecord {
  statements: PolicyStatement[]
  revisionId: string
}

/** By name. */
export const functions = defineTable<FunctionRecord>('lambda.functions')
/** By `keyOf` function and version. */
export const versions = defineTable<VersionRecord>('lambda.versions')
/** By `keyOf` function and alias. */
export const aliases = defineTable<AliasRecord>('lambda.aliases')
/** By the ARN that they are about. */
export const policies = defineTable<PolicyRecord>('lambda.policies')
/** Packages by their SHA-256 in base64. */
export const packages = defineTable<Uint8Array>('lambda.packages')
/** The last version number of each name; no number is given twice, also where a function was deleted and made again. */
export const lastVersions = defineTable<number>('lambda.last-versions')

export const latest = '$LATEST'

export function keyOf(name: string, qualifier: string): string {
  return `${name}:${qualifier}`
}
