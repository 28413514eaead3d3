import type { AccessPointDescription } from '@aws-sdk/client-efs'
import { type Ports, pages, unlessExists, unlessMissing, until } from '../aws/index.ts'
import { withId } from './ec2-tags.ts'
import { fileSystem } from './file-system.ts'
import { nameOf, tagList } from './names.ts'
import { changed, defineResource, type Run } from './resource.ts'

export interface AccessPointSpec {
  /** Logical id. */
  readonly fileSystem: string
  readonly directory: string
  readonly uid: number
}

export interface AccessPointState {
  readonly accessPointId: string
  readonly arn: string
  readonly fileSystemId: string
  readonly fileSystemArn: string
  /** AWS's word: `creating`, `available`. */
  readonly status: string
  readonly directory: string | undefined
  readonly uid: number | undefined
}

const deps = { fileSystem }

/** A directory of a file system that tasks can mount, `data.workspace`, as one POSIX user whoever they run as. */
export const accessPoint = defineResource<AccessPointSpec, AccessPointState, typeof deps>({
  kind: 'access-point',
  stage: 'bootstrap',
  deps,

  desired: ({ filesystems }) =>
    Object.fromEntries(
      Object.entries(filesystems).flatMap(([name, { accessPoints, uid }]) =>
        Object.entries(accessPoints).map(([point, directory]) => [
          `${name}.${point}`,
          { fileSystem: name, directory, uid },
        ]),
      ),
    ),

  async inspect(scope, { efs }) {
    const all = await pages(efs.describeAccessPoints, {}, page => page.AccessPoints)
    const standing = withId(all, scope).filter(([, one]) => !one.LifeCycleState!.startsWith('delet'))
    return Object.fromEntries(standing.map(([id, one]) => [id, stateOf(one)]))
  },

  diff: (want, have, { fileSystem }) => [
    ...changed('fileSystem', have.fileSystemId, fileSystem.get(want.fileSystem)?.fileSystemId, true),
    ...changed('directory', have.directory, want.directory, true),
    ...changed('uid', have.uid, want.uid, true),
    ...changed('status', have.status, 'available'),
  ],

  async ensure(want, have, { fileSystem }, run) {
    const { fileSystemId } = fileSystem.of(want.fileSystem)
    const id = have?.accessPointId ?? (await create(want, fileSystemId, run))
    return await until({ ...run, what: `access point ${id} to be available`, within: 300 }, async () => {
      const found = await describe(id, run.ports)
      return found?.LifeCycleState === 'available' ? stateOf(found) : undefined
    })
  },

  async remove({ accessPointId: AccessPointId }, run) {
    await unlessMissing(run.ports.efs.deleteAccessPoint({ AccessPointId }))
    await until({ ...run, what: `access point ${AccessPointId} to be deleted`, within: 300 }, async () =>
      (await describe(AccessPointId, run.ports)) ? undefined : true,
    )
  },

  identify: ({ accessPointId }) => accessPointId,
})

/** Looks first: one may stand that a run made which did not live to hear of it. */
async function create({ directory, uid }: AccessPointSpec, FileSystemId: string, run: Run): Promise<string> {
  const { id, scope, ports } = run
  const made =
    (await find(FileSystemId, run)) ??
    (await unlessExists(
      ports.efs.createAccessPoint({
        ClientToken: nameOf(scope, id, 64),
        FileSystemId,
        PosixUser: { Uid: uid, Gid: uid },
        RootDirectory: {
          Path: directory,
          CreationInfo: { OwnerUid: uid, OwnerGid: uid, Permissions: '0750' },
        },
        Tags: [{ Key: 'Name', Value: nameOf(scope, id) }, ...tagList(scope, id)],
      }),
    )) ??
    (await find(FileSystemId, run))
  return made!.AccessPointId!
}

async function find(
  FileSystemId: string,
  { id, scope, ports }: Run,
): Promise<AccessPointDescription | undefined> {
  const all = await pages(ports.efs.describeAccessPoints, { FileSystemId }, page => page.AccessPoints)
  return withId(all, scope).find(([one]) => one === id)?.[1]
}

async function describe(AccessPointId: string, { efs }: Ports): Promise<AccessPointDescription | undefined> {
  const answer = await unlessMissing(efs.describeAccessPoints({ AccessPointId }))
  return answer?.AccessPoints?.find(({ LifeCycleState }) => LifeCycleState !== 'deleted')
}

function stateOf(one: AccessPointDescription): AccessPointState {
  const arn = one.AccessPointArn!
  return {
    accessPointId: one.AccessPointId!,
    arn,
    fileSystemId: one.FileSystemId!,
    fileSystemArn: arn.replace(/access-point\/.*/, `file-system/${one.FileSystemId}`),
    status: one.LifeCycleState!,
    directory: one.RootDirectory?.Path,
    uid: one.PosixUser?.Uid,
  }
}
