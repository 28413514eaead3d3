import type { Role } from '@aws-sdk/client-iam'
import { awsError } from '../../aws-error.ts'
import { page } from '../paging.ts'
import { withoutTags, withTags } from '../tags.ts'
import { checkName, checkPath, findRole } from './checks.ts'
import { checkTrustPolicy, encodeDocument } from './documents.ts'
import { type IamOperations, type RoleRecord, roles } from './tables.ts'

export const roleOperations = {
  CreateRole(input, call) {
    const {
      RoleName,
      Path = '/',
      AssumeRolePolicyDocument,
      MaxSessionDuration = 3600,
      PermissionsBoundary,
    } = input
    checkName('roleName', RoleName, 64)
    checkPath(Path)
    checkTrustPolicy(AssumeRolePolicyDocument)
    checkSession(MaxSessionDuration)
    const sameName = call.table(roles).find(role => role.RoleName.toLowerCase() === RoleName.toLowerCase())
    if (sameName) throw awsError('EntityAlreadyExistsException', `Role with name ${RoleName} already exists.`)
    const role = call.table(roles).put(RoleName, {
      RoleName,
      RoleId: call.id('AROA', 17).toUpperCase(),
      Arn: `arn:aws:iam::${call.account}:role${Path}${RoleName}`,
      Path,
      CreateDate: call.date,
      Description: input.Description,
      MaxSessionDuration,
      PermissionsBoundary,
      AssumeRolePolicyDocument,
      policies: {},
      attached: [],
      Tags: withTags([], input.Tags),
    })
    return { Role: shown(role) }
  },

  GetRole: ({ RoleName }, call) => ({ Role: { ...shown(findRole(call, RoleName)), RoleLastUsed: {} } }),

  ListRoles({ PathPrefix = '/', Marker, MaxItems = 100 }, call) {
    const found = call.table(roles).filter(({ Path }) => Path.startsWith(PathPrefix))
    const byName = found.sort((a, b) => (a.RoleName < b.RoleName ? -1 : 1))
    const { items, next } = page(byName, Marker, MaxItems)
    // A list of roles comes without their tags and boundaries.
    const Roles = items.map(role => ({ ...shown(role), Tags: undefined, PermissionsBoundary: undefined }))
    return { Roles, IsTruncated: next !== undefined, Marker: next }
  },

  UpdateRole({ RoleName, Description, MaxSessionDuration }, call) {
    findRole(call, RoleName)
    if (MaxSessionDuration !== undefined) checkSession(MaxSessionDuration)
    call.table(roles).update(RoleName, role => {
      role.Description = Description ?? role.Description
      role.MaxSessionDuration = MaxSessionDuration ?? role.MaxSessionDuration
    })
    return {}
  },

  UpdateAssumeRolePolicy({ RoleName, PolicyDocument }, call) {
    findRole(call, RoleName)
    checkTrustPolicy(PolicyDocument)
    call.table(roles).update(RoleName, role => {
      role.AssumeRolePolicyDocument = PolicyDocument
    })
    return {}
  },

  DeleteRole({ RoleName }, call) {
    const { Path, policies, attached } = findRole(call, RoleName)
    if (Path.startsWith('/aws-service-role/')) {
      throw awsError(
        'UnmodifiableEntityException',
        `Cannot perform the operation on the protected role '${RoleName}' - this role is only modifiable by AWS`,
      )
    }
    if (attached.length > 0) {
      throw awsError('DeleteConflictException', 'Cannot delete entity, must detach all policies first.')
    }
    if (Object.keys(policies).length > 0) {
      throw awsError('DeleteConflictException', 'Cannot delete entity, must delete policies first.')
    }
    call.table(roles).delete(RoleName)
    return {}
  },

  TagRole({ RoleName, Tags }, call) {
    findRole(call, RoleName)
    call.table(roles).update(RoleName, role => {
      role.Tags = withTags(role.Tags, Tags)
    })
    return {}
  },

  UntagRole({ RoleName, TagKeys }, call) {
    findRole(call, RoleName)
    call.table(roles).update(RoleName, role => {
      role.Tags = withoutTags(role.Tags, TagKeys)
    })
    return {}
  },

  ListRoleTags({ RoleName, Marker, MaxItems = 100 }, call) {
    const { items, next } = page(findRole(call, RoleName).Tags, Marker, MaxItems)
    return { Tags: items, IsTruncated: next !== undefined, Marker: next }
  },

  ListInstanceProfilesForRole({ RoleName }, call) {
    findRole(call, RoleName)
    return { InstanceProfiles: [], IsTruncated: false }
  },
} satisfies IamOperations

/** A role as AWS answers it. */
export function shown(role: RoleRecord): Role {
  const { PermissionsBoundary: boundary, AssumeRolePolicyDocument, ...rest } = role
  return {
    ...rest,
    AssumeRolePolicyDocument: encodeDocument(AssumeRolePolicyDocument),
    ...(boundary && {
      PermissionsBoundary: {
        PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
        PermissionsBoundaryArn: boundary,
      },
    }),
  }
}

function checkSession(seconds: number): void {
  if (seconds < 3600 || seconds > 43_200) {
    throw awsError(
      'ValidationError',
      `1 validation error detected: Value '${seconds}' at 'maxSessionDuration' failed to satisfy constraint: Member must have value between 3600 and 43200`,
    )
  }
}
