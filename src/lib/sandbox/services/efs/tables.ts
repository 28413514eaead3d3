import type { PosixUser, RootDirectory, ThroughputMode } from '@aws-sdk/client-efs'
import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call, Operations } from '../../service.ts'
import { defineTable } from '../../store.ts'
import type { TagRecord } from '../tags.ts'

/** Some of EFS's operations. */
export type EfsOperations = Operations<typeof import('@aws-sdk/client-efs')>

export interface FileSystemRecord {
  readonly id: string
  readonly arn: string
  readonly creationToken: string
  readonly createdAt: Date
  /** Virtual ms. */
  readonly availableAt: number
  readonly performance: 'generalPurpose' | 'maxIO'
  readonly encrypted: boolean
  throughput: ThroughputMode
  provisioned?: number | undefined
  backups: boolean
  policy?: string | undefined
  Tags: TagRecord[]
}

export interface MountTargetRecord {
  readonly id: string
  readonly fileSystemId: string
  readonly subnetId: string
  readonly vpcId: string
  readonly zone: string
  readonly ip: string
  readonly interfaceId: string
  /** Virtual ms. */
  readonly availableAt: number
  isDeleting: boolean
  securityGroupIds: string[]
}

export interface AccessPointRecord {
  readonly id: string
  readonly arn: string
  readonly clientToken: string
  readonly fileSystemId: string
  readonly availableAt: number
  readonly posixUser?: PosixUser | undefined
  readonly rootDirectory: RootDirectory
  Tags: TagRecord[]
}

/** By id. */
export const fileSystems = defineTable<FileSystemRecord>('efs.file-systems')
/** By id. */
export const mountTargets = defineTable<MountTargetRecord>('efs.mount-targets')
/** By id. */
export const accessPoints = defineTable<AccessPointRecord>('efs.access-points')

/** EFS says an error's code in its body as well. */
export function efsError(code: string, message: string, members: Record<string, unknown> = {}): AwsError {
  return awsError(code, message, undefined, { ErrorCode: code, ...members })
}

/** @throws AwsError FileSystemNotFound */
export function findFileSystem(call: Call, id: string): FileSystemRecord {
  const found = call.table(fileSystems).get(id.split('/').at(-1)!)
  if (!found) throw efsError('FileSystemNotFound', `File system '${id}' does not exist.`)
  return found
}

/** @throws AwsError IncorrectFileSystemLifeCycleState while it is being made */
export function findAvailable(call: Call, id: string): FileSystemRecord {
  const found = findFileSystem(call, id)
  if (call.now >= found.availableAt) return found
  throw efsError('IncorrectFileSystemLifeCycleState', `File system '${id}' is not in the available state.`)
}

/** A mount target or an access point as its life goes on. */
export function lifeOf(
  { availableAt, isDeleting = false }: { availableAt: number; isDeleting?: boolean },
  call: Call,
): 'creating' | 'available' | 'deleting' {
  if (isDeleting) return 'deleting'
  return call.now < availableAt ? 'creating' : 'available'
}
