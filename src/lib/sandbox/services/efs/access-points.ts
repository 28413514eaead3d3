import type { AccessPointDescription } from '@aws-sdk/client-efs'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { page } from '../paging.ts'
import { withoutTags, withTags } from '../tags.ts'
import {
  type AccessPointRecord,
  accessPoints,
  type EfsOperations,
  efsError,
  fileSystems,
  findAvailable,
  findFileSystem,
  lifeOf,
} from './tables.ts'

export const accessPointOperations = {
  CreateAccessPoint({ ClientToken = '', FileSystemId, PosixUser, RootDirectory, Tags }, call) {
    const { id: fileSystemId } = findAvailable(call, FileSystemId)
    const existing = call.table(accessPoints).find(one => one.clientToken === ClientToken)
    if (existing) {
      throw efsError('AccessPointAlreadyExists', `Access point ${existing.id} already exists`, {
        AccessPointId: existing.id,
      })
    }
    const { Path = '/' } = RootDirectory ?? {}
    if (!/^(\/|(\/(?!\.+\/?$)[^$#<>;`|&?{}^*/\n]+){1,4})$/.test(Path))
      throw efsError('BadRequest', `The root directory path '${Path}' is not valid.`)
    const id = call.id('fsap-')
    const made = call.table(accessPoints).put(id, {
      id,
      arn: call.arn(`access-point/${id}`),
      clientToken: ClientToken,
      fileSystemId,
      availableAt: call.now + timings.accessPointAvailable,
      posixUser: PosixUser,
      rootDirectory: { ...RootDirectory, Path },
      Tags: withTags([], Tags),
    })
    return described(made, call)
  },

  DescribeAccessPoints({ AccessPointId, FileSystemId, MaxResults = 100, NextToken }, call) {
    const all = AccessPointId ? [find(call, AccessPointId)] : call.table(accessPoints).values()
    const of = FileSystemId && findFileSystem(call, FileSystemId).id
    const asked = all.filter(one => of === undefined || one.fileSystemId === of)
    const { items, next } = page(asked, NextToken, MaxResults)
    return { AccessPoints: items.map(one => described(one, call)), NextToken: next }
  },

  DeleteAccessPoint({ AccessPointId }, call) {
    call.table(accessPoints).delete(find(call, AccessPointId).id)
    return {}
  },

  TagResource({ ResourceId, Tags }, call) {
    retag(call, ResourceId, have => withTags(have, Tags))
    return {}
  },

  UntagResource({ ResourceId, TagKeys }, call) {
    retag(call, ResourceId, have => withoutTags(have, TagKeys))
    return {}
  },

  ListTagsForResource({ ResourceId }, call) {
    const id = idIn(ResourceId)
    return { Tags: id.startsWith('fsap-') ? find(call, id).Tags : findFileSystem(call, id).Tags }
  },
} satisfies EfsOperations

type Tags = AccessPointRecord['Tags']

function retag(call: Call, resourceId: string, edit: (have: Tags) => Tags): void {
  const id = idIn(resourceId)
  const change = (draft: { Tags: Tags }) => {
    draft.Tags = edit(draft.Tags)
  }
  if (id.startsWith('fsap-')) call.table(accessPoints).update(find(call, id).id, change)
  else call.table(fileSystems).update(findFileSystem(call, id).id, change)
}

function find(call: Call, id: string): AccessPointRecord {
  const found = call.table(accessPoints).get(idIn(id))
  if (!found) throw efsError('AccessPointNotFound', `Access Point ${id} does not exist.`)
  return found
}

/** ARNs and ids are taken alike. */
function idIn(idOrArn: string): string {
  return idOrArn.split('/').at(-1)!
}

function described(one: AccessPointRecord, call: Call): AccessPointDescription {
  return {
    OwnerId: call.account,
    AccessPointId: one.id,
    AccessPointArn: one.arn,
    ClientToken: one.clientToken,
    FileSystemId: one.fileSystemId,
    LifeCycleState: lifeOf(one, call),
    Name: one.Tags.find(({ Key }) => Key === 'Name')?.Value,
    PosixUser: one.posixUser,
    RootDirectory: one.rootDirectory,
    Tags: one.Tags,
  }
}
