import type { FileSystemDescription } from '@aws-sdk/client-efs'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { page } from '../paging.ts'
import { withTags } from '../tags.ts'
import {
  accessPoints,
  type EfsOperations,
  efsError,
  type FileSystemRecord,
  fileSystems,
  findAvailable,
  findFileSystem,
  lifeOf,
  mountTargets,
} from './tables.ts'

export const fileSystemOperations = {
  CreateFileSystem(input, call) {
    const { CreationToken = '', PerformanceMode = 'generalPurpose', ThroughputMode = 'bursting' } = input
    const existing = call.table(fileSystems).find(one => one.creationToken === CreationToken)
    if (existing) {
      throw efsError(
        'FileSystemAlreadyExists',
        `File system '${existing.id}' already exists with creation token '${CreationToken}'`,
        { FileSystemId: existing.id },
      )
    }
    checkThroughput(ThroughputMode, PerformanceMode, input.ProvisionedThroughputInMibps)
    if (input.KmsKeyId && !input.Encrypted)
      throw efsError('BadRequest', 'KmsKeyId needs Encrypted to be true.')
    const id = call.id('fs-')
    const made = call.table(fileSystems).put(id, {
      id,
      arn: call.arn(`file-system/${id}`),
      creationToken: CreationToken,
      createdAt: call.date,
      availableAt: call.now + timings.fileSystemAvailable,
      performance: PerformanceMode,
      encrypted: input.Encrypted ?? false,
      throughput: ThroughputMode,
      provisioned: input.ProvisionedThroughputInMibps,
      backups: input.Backup ?? false,
      Tags: withTags([], input.Tags),
    })
    return described(made, call)
  },

  DescribeFileSystems({ FileSystemId, CreationToken, Marker, MaxItems = 100 }, call) {
    const all = FileSystemId ? [findFileSystem(call, FileSystemId)] : call.table(fileSystems).values()
    const asked = all.filter(one => CreationToken === undefined || one.creationToken === CreationToken)
    const { items, next } = page(asked, Marker, MaxItems)
    return { FileSystems: items.map(one => described(one, call)), Marker, NextMarker: next }
  },

  UpdateFileSystem({ FileSystemId, ThroughputMode, ProvisionedThroughputInMibps }, call) {
    const { id, performance, throughput } = findAvailable(call, FileSystemId)
    const mode = ThroughputMode ?? throughput
    checkThroughput(mode, performance, ProvisionedThroughputInMibps)
    const updated = call.table(fileSystems).update(id, draft => {
      draft.throughput = mode
      draft.provisioned = ProvisionedThroughputInMibps
    })
    return described(updated, call)
  },

  DeleteFileSystem({ FileSystemId }, call) {
    const { id } = findFileSystem(call, FileSystemId)
    if (call.table(mountTargets).find(one => one.fileSystemId === id)) {
      throw efsError('FileSystemInUse', `File system '${id}' has mount targets created in it.`)
    }
    for (const point of call.table(accessPoints).filter(one => one.fileSystemId === id))
      call.table(accessPoints).delete(point.id)
    call.table(fileSystems).delete(id)
    return {}
  },

  DescribeBackupPolicy({ FileSystemId }, call) {
    const { backups } = findFileSystem(call, FileSystemId)
    return { BackupPolicy: { Status: backups ? ('ENABLED' as const) : ('DISABLED' as const) } }
  },

  PutBackupPolicy({ FileSystemId, BackupPolicy }, call) {
    const { id } = findAvailable(call, FileSystemId)
    call.table(fileSystems).update(id, draft => {
      draft.backups = BackupPolicy.Status === 'ENABLED'
    })
    return { BackupPolicy }
  },

  DescribeFileSystemPolicy({ FileSystemId }, call) {
    const { id, policy } = findFileSystem(call, FileSystemId)
    if (!policy) throw efsError('PolicyNotFound', `File system '${id}' does not have a policy.`)
    return { FileSystemId: id, Policy: policy }
  },

  PutFileSystemPolicy({ FileSystemId, Policy }, call) {
    const { id } = findAvailable(call, FileSystemId)
    if (!isPolicy(Policy))
      throw efsError('InvalidPolicyException', 'The policy is not a valid JSON document.')
    call.table(fileSystems).update(id, draft => {
      draft.policy = Policy
    })
    return { FileSystemId: id, Policy }
  },

  DeleteFileSystemPolicy({ FileSystemId }, call) {
    call.table(fileSystems).update(findAvailable(call, FileSystemId).id, draft => {
      draft.policy = undefined
    })
    return {}
  },
} satisfies EfsOperations

function checkThroughput(mode: string, performance: string, provisioned: number | undefined): void {
  if (!['bursting', 'provisioned', 'elastic'].includes(mode))
    throw efsError('BadRequest', `The throughput mode '${mode}' is not valid.`)
  if (mode === 'elastic' && performance === 'maxIO')
    throw efsError('BadRequest', 'Elastic throughput is only supported with generalPurpose performance mode.')
  if ((mode === 'provisioned') !== (provisioned !== undefined))
    throw efsError(
      'BadRequest',
      'Provisioned throughput goes with the throughput mode provisioned, and with no other.',
    )
}

function isPolicy(text: string): boolean {
  try {
    return Array.isArray((JSON.parse(text) as { Statement?: unknown }).Statement)
  } catch {
    return false
  }
}

function described(one: FileSystemRecord, call: Call): FileSystemDescription {
  const targets = call.table(mountTargets).filter(target => target.fileSystemId === one.id)
  return {
    OwnerId: call.account,
    CreationToken: one.creationToken,
    FileSystemId: one.id,
    FileSystemArn: one.arn,
    CreationTime: one.createdAt,
    LifeCycleState: lifeOf(one, call),
    Name: one.Tags.find(({ Key }) => Key === 'Name')?.Value,
    NumberOfMountTargets: targets.length,
    SizeInBytes: { Value: 6144, ValueInIA: 0, ValueInStandard: 6144, ValueInArchive: 0 },
    PerformanceMode: one.performance,
    Encrypted: one.encrypted,
    ...(one.encrypted && { KmsKeyId: call.arn('key/aws-elasticfilesystem', 'kms') }),
    ThroughputMode: one.throughput,
    ProvisionedThroughputInMibps: one.provisioned,
    Tags: one.Tags,
    FileSystemProtection: { ReplicationOverwriteProtection: 'ENABLED' },
  }
}
