import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { checkName, findRole, noSuchEntity } from './checks.ts'
import { checkIdentityPolicy, encodeDocument } from './documents.ts'
import { isAwsManaged } from './managed-policies.ts'
import { type IamOperations, policies, roles } from './tables.ts'

/** A role's inline policies together, without white space. */
const inlineLimit = 10_240
const attachedLimit = 10

export const rolePolicyOperations = {
  PutRolePolicy({ RoleName, PolicyName, PolicyDocument }, call) {
    const role = findRole(call, RoleName)
    checkName('policyName', PolicyName, 128)
    checkIdentityPolicy(PolicyDocument)
    const after = { ...role.policies, [PolicyName]: PolicyDocument }
    if (Object.values(after).join('').replace(/\s/g, '').length > inlineLimit) {
      throw awsError(
        'LimitExceededException',
        `Maximum policy size of ${inlineLimit} bytes exceeded for role ${RoleName}`,
      )
    }
    call.table(roles).update(RoleName, draft => {
      draft.policies = after
    })
    return {}
  },

  GetRolePolicy({ RoleName, PolicyName }, call) {
    const document = findRole(call, RoleName).policies[PolicyName]
    if (document === undefined) throw noSuchEntity(`The role policy with name ${PolicyName} cannot be found.`)
    return { RoleName, PolicyName, PolicyDocument: encodeDocument(document) }
  },

  ListRolePolicies({ RoleName, Marker, MaxItems = 100 }, call) {
    const { items, next } = page(Object.keys(findRole(call, RoleName).policies).sort(), Marker, MaxItems)
    return { PolicyNames: items, IsTruncated: next !== undefined, Marker: next }
  },

  DeleteRolePolicy({ RoleName, PolicyName }, call) {
    if (findRole(call, RoleName).policies[PolicyName] === undefined) {
      throw noSuchEntity(`The role policy with name ${PolicyName} cannot be found.`)
    }
    call.table(roles).update(RoleName, role => {
      delete role.policies[PolicyName]
    })
    return {}
  },

  AttachRolePolicy({ RoleName, PolicyArn }, call) {
    const { attached } = findRole(call, RoleName)
    if (!exists(PolicyArn, call))
      throw noSuchEntity(`Policy ${PolicyArn} does not exist or is not attachable.`)
    if (attached.includes(PolicyArn)) return {}
    if (attached.length === attachedLimit) {
      throw awsError('LimitExceededException', `Cannot exceed quota for PoliciesPerRole: ${attachedLimit}`)
    }
    call.table(roles).update(RoleName, role => {
      role.attached.push(PolicyArn)
    })
    return {}
  },

  ListAttachedRolePolicies({ RoleName, PathPrefix = '/', Marker, MaxItems = 100 }, call) {
    const found = findRole(call, RoleName).attached.filter(arn => pathOf(arn).startsWith(PathPrefix))
    const { items, next } = page(found, Marker, MaxItems)
    const AttachedPolicies = items.map(PolicyArn => ({ PolicyArn, PolicyName: PolicyArn.split('/').at(-1) }))
    return { AttachedPolicies, IsTruncated: next !== undefined, Marker: next }
  },

  DetachRolePolicy({ RoleName, PolicyArn }, call) {
    if (!findRole(call, RoleName).attached.includes(PolicyArn)) {
      throw noSuchEntity(`Policy ${PolicyArn} was not found.`)
    }
    call.table(roles).update(RoleName, role => {
      role.attached = role.attached.filter(arn => arn !== PolicyArn)
    })
    return {}
  },
} satisfies IamOperations

function exists(arn: string, call: Call): boolean {
  return isAwsManaged(arn) || call.table(policies).has(arn)
}

function pathOf(arn: string): string {
  return arn.slice(arn.indexOf(':policy/') + ':policy'.length, arn.lastIndexOf('/') + 1)
}
