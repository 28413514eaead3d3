import { definePort } from '../port.ts'

/** IAM: the roles that tasks run as. */
export const iam = definePort({
  service: 'iam',
  load: () => import('@aws-sdk/client-iam'),
  client: 'IAMClient',
  operations: [
    'AttachRolePolicy',
    'CreateRole',
    'CreateServiceLinkedRole',
    'DeleteRole',
    'DeleteRolePolicy',
    'DetachRolePolicy',
    'GetAccountSummary',
    'GetRole',
    'GetRolePolicy',
    'ListAttachedRolePolicies',
    'ListRolePolicies',
    'ListRoles',
    'ListRoleTags',
    'PutRolePolicy',
    'SimulatePrincipalPolicy',
    'TagRole',
    'UpdateAssumeRolePolicy',
  ],
  region: 'us-east-1',
})
