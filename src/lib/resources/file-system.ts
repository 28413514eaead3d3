import type { FileSystemDescription } from '@aws-sdk/client-efs'
import { type Ports, pages, unlessExists, unlessMissing, until } from '../aws/index.ts'
import { canonicalJson, canonicalText } from './canonical-json.ts'
import { withId } from './ec2-tags.ts'
import { failedOnAws } from './failed-on-aws.ts'
import { refuseForeign } from './foreign.ts'
import { nameOf, type Scope, tagList } from './names.ts'
import type { Exported } from './outputs.ts'
import { changed, defineResource, type Run } from './resource.ts'

export interface FileSystemState extends Exported {
  readonly fileSystemId: string
  readonly arn: string
  /** AWS's word: `creating`, `available`, `updating`, `error`. */
  readonly status: string
  readonly throughput: string | undefined
  readonly backups: boolean
  /** Canonical JSON. */
  readonly policy: string | undefined
}

const throughput = 'elastic'

/** An EFS file system: encrypted, backed up every day, and open to nobody who shows no role. */
export const fileSystem = defineResource<Record<never, never>, FileSystemState>({
  kind: 'file-system',
  stage: 'bootstrap',
  deps: {},
  holdsData: () => true,

  desired: ({ filesystems }) => Object.fromEntries(Object.keys(filesystems).map(id => [id, {}])),

  async inspect(scope, ports) {
    const found = (await ownFileSystems(scope, ports)).map(
      async ([id, one]) => [id, await stateOf(one, ports)] as const,
    )
    return Object.fromEntries(await Promise.all(found))
  },

  diff: (_want, have) => [
    ...changed('status', have.status, 'available'),
    ...changed('throughput', have.throughput, throughput),
    ...changed('backups', have.backups, true),
    ...changed('policy', have.policy, canonicalJson(policyOf(have.arn))),
  ],

  async ensure(_want, have, _deps, run) {
    const { efs } = run.ports
    const standing = await available(have?.fileSystemId ?? (await create(run)), run)
    const FileSystemId = standing.fileSystemId
    if (standing.throughput !== throughput)
      await efs.updateFileSystem({ FileSystemId, ThroughputMode: throughput })
    if (!standing.backups) await efs.putBackupPolicy({ FileSystemId, BackupPolicy: { Status: 'ENABLED' } })
    const policy = policyOf(standing.arn)
    if (standing.policy !== canonicalJson(policy))
      await efs.putFileSystemPolicy({ FileSystemId, Policy: JSON.stringify(policy) })
    return await available(FileSystemId, run)
  },

  // What AWS Backup has kept of it stays in its vault.
  async remove({ fileSystemId: FileSystemId }, run) {
    const { efs } = run.ports
    await unlessMissing(efs.deleteFileSystem({ FileSystemId }))
    await until({ ...run, what: `file system ${FileSystemId} to be deleted`, within: 600 }, async () =>
      (await describe(FileSystemId, run.ports)) ? undefined : true,
    )
  },

  identify: ({ fileSystemId }) => fileSystemId,
})

/** This environment's file systems, but for those that are going. */
export async function ownFileSystems(scope: Scope, { efs }: Ports) {
  const all = await pages(efs.describeFileSystems, {}, page => page.FileSystems)
  return withId(all, scope).filter(([, { LifeCycleState }]) => !LifeCycleState!.startsWith('delet'))
}

/**
 * Without a policy, EFS lets anybody mount who can reach it. With this one, which allows nothing, only who has a role
 * that may, and encrypts what is sent.
 * https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
 */
function policyOf(arn: string): object {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'encrypted-only',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: '*',
        Resource: arn,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  }
}

/** Its token makes one file system of repeated calls; one that is going keeps it until it is gone. */
async function create({ id, scope, ports, clock, signal }: Run): Promise<string> {
  const { efs } = ports
  const CreationToken = nameOf(scope, id, 64)
  const what = `the name ${CreationToken} to be free`
  return await until({ clock, signal, what, within: 600 }, async () => {
    const made = await unlessExists(
      efs.createFileSystem({
        CreationToken,
        Encrypted: true,
        Backup: true,
        PerformanceMode: 'generalPurpose',
        ThroughputMode: throughput,
        Tags: [{ Key: 'Name', Value: nameOf(scope, id) }, ...tagList(scope, id)],
      }),
    )
    if (made) return made.FileSystemId!
    const standing = (await efs.describeFileSystems({ CreationToken })).FileSystems?.[0]
    if (!standing || standing.LifeCycleState!.startsWith('delet')) return undefined
    refuseForeign(standing.Tags, scope, `File system ${CreationToken}`)
    return standing.FileSystemId!
  })
}

async function available(fileSystemId: string, run: Run): Promise<FileSystemState> {
  const what = `file system ${fileSystemId} to be available`
  return await until({ ...run, what, within: 600 }, async () => {
    const found = await describe(fileSystemId, run.ports)
    if (found?.LifeCycleState === 'error') throw failedOnAws(`File system ${fileSystemId}`, undefined)
    return found?.LifeCycleState === 'available' ? stateOf(found, run.ports) : undefined
  })
}

async function describe(FileSystemId: string, { efs }: Ports): Promise<FileSystemDescription | undefined> {
  const answer = await unlessMissing(efs.describeFileSystems({ FileSystemId }))
  return answer?.FileSystems?.find(({ LifeCycleState }) => LifeCycleState !== 'deleted')
}

async function stateOf(one: FileSystemDescription, { efs }: Ports): Promise<FileSystemState> {
  const FileSystemId = one.FileSystemId!
  const arn = one.FileSystemArn!
  const [backups, policy] = await Promise.all([
    unlessMissing(efs.describeBackupPolicy({ FileSystemId })),
    unlessMissing(efs.describeFileSystemPolicy({ FileSystemId })),
  ])
  return {
    fileSystemId: FileSystemId,
    arn,
    status: one.LifeCycleState!,
    throughput: one.ThroughputMode,
    backups: backups?.BackupPolicy?.Status?.startsWith('ENABL') ?? false,
    policy: canonicalText(policy?.Policy),
    outputs: { id: FileSystemId, arn },
  }
}
