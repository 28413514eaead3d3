import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import {
  type AccessControlRecord,
  accessControls,
  type CloudFrontOperations,
  distributions,
} from './tables.ts'
import { capitalId, checkMatch, invalidArgument } from './versions.ts'

const pageSize = 100

export const accessControlOperations = {
  CreateOriginAccessControl({ OriginAccessControlConfig: config }, call) {
    check(config.Name, undefined, call)
    const record: AccessControlRecord = { id: capitalId(call), etag: capitalId(call), config }
    call.table(accessControls).put(record.id, record)
    return { ...shown(record), Location: `${call.endpoint}/2020-05-31/origin-access-control/${record.id}` }
  },

  GetOriginAccessControl: ({ Id }, call) => shown(find(Id, call)),

  GetOriginAccessControlConfig({ Id }, call) {
    const { config, etag } = find(Id, call)
    return { OriginAccessControlConfig: config, ETag: etag }
  },

  UpdateOriginAccessControl({ Id, IfMatch, OriginAccessControlConfig: config }, call) {
    const record = find(Id, call)
    checkMatch(IfMatch, record)
    check(config.Name, Id, call)
    return shown(
      call.table(accessControls).update(Id, draft => {
        draft.config = config
        draft.etag = capitalId(call)
      })!,
    )
  },

  DeleteOriginAccessControl({ Id, IfMatch }, call) {
    checkMatch(IfMatch, find(Id, call))
    const inUse = call
      .table(distributions)
      .find(({ config }) =>
        config.Origins!.Items!.some(({ OriginAccessControlId }) => OriginAccessControlId === Id),
      )
    if (inUse) {
      throw awsError(
        'OriginAccessControlInUse',
        'Cannot delete the origin access control because it is in use by one or more distributions.',
        409,
      )
    }
    call.table(accessControls).delete(Id)
    return {}
  },

  ListOriginAccessControls({ Marker, MaxItems = pageSize }, call) {
    const { items, next } = page(call.table(accessControls).values(), Marker, Number(MaxItems))
    return {
      OriginAccessControlList: {
        Marker: Marker ?? '',
        NextMarker: next,
        MaxItems: Number(MaxItems),
        IsTruncated: next !== undefined,
        Quantity: items.length,
        Items: items.map(({ id, config }) => ({ Id: id, ...config, Description: config.Description ?? '' })),
      },
    }
  },
} satisfies CloudFrontOperations

function find(id: string, call: Call): AccessControlRecord {
  const record = call.table(accessControls).get(id)
  if (record) return record
  throw awsError('NoSuchOriginAccessControl', 'The specified origin access control does not exist.', 404)
}

function shown({ id, config, etag }: AccessControlRecord) {
  return { OriginAccessControl: { Id: id, OriginAccessControlConfig: config }, ETag: etag }
}

function check(name: string, own: string | undefined, call: Call): void {
  if (name.length > 64)
    throw invalidArgument('The name of an origin access control has at most 64 characters.')
  if (call.table(accessControls).find(({ id, config }) => config.Name === name && id !== own)) {
    throw awsError(
      'OriginAccessControlAlreadyExists',
      'An origin access control with this name already exists.',
      409,
    )
  }
}
