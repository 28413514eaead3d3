import type { Manifest } from '../manifest/schema/manifest.ts'
import type { Level } from './access.ts'
import { arnOf, type Place } from './arn.ts'
import { tagsOf } from './names.ts'
import { allow, type Statement } from './policy.ts'

const reading = [
  'cognito-idp:AdminGetUser',
  'cognito-idp:AdminListGroupsForUser',
  'cognito-idp:DescribeUserPool',
  'cognito-idp:GetGroup',
  'cognito-idp:ListGroups',
  'cognito-idp:ListUsers',
  'cognito-idp:ListUsersInGroup',
]
const writing = [
  'cognito-idp:AdminAddUserToGroup',
  'cognito-idp:AdminConfirmSignUp',
  'cognito-idp:AdminCreateUser',
  'cognito-idp:AdminDeleteUser',
  'cognito-idp:AdminDeleteUserAttributes',
  'cognito-idp:AdminDisableUser',
  'cognito-idp:AdminEnableUser',
  'cognito-idp:AdminRemoveUserFromGroup',
  'cognito-idp:AdminResetUserPassword',
  'cognito-idp:AdminSetUserPassword',
  'cognito-idp:AdminUpdateUserAttributes',
  'cognito-idp:AdminUserGlobalSignOut',
]

/** What it takes to look users up, or to keep them as well. Signing in needs no grant. */
export function userPoolAccess(name: string, level: Level, manifest: Manifest, place: Place): Statement[] {
  const actions = level === 'write' ? [...reading, ...writing] : reading
  // Cognito gives pools ids of its own making, so that only their tags are known beforehand.
  const tags = Object.entries(tagsOf(manifest, name)).map(([key, value]) => [`aws:ResourceTag/${key}`, value])
  const Condition = { StringEquals: Object.fromEntries(tags) }
  return [allow(actions, [arnOf(place, 'cognito-idp', 'userpool/*')], Condition)]
}
