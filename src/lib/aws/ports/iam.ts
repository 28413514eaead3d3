import { definePort } from '../port.ts'

/** IAM: the roles that tasks run as. */
export const iam = definePort({
  service: 'iam',
  load: () => import('@aws-sdk/client-iam'),
  client: 'IAMClient',
  operations: [
    'AttachRolePolicy',
    'CreateOpenIDConnectProvider',
    'CreateRole',
    'CreateServiceLinkedRole',
    'DeleteRole',
    'DeleteRolePolicy',
    'DetachRolePolicy',
    'GetOpenIDConnectProvider',
    'GetAccountSummary',
    'GetRole',
    'GetRolePolicy',
    'ListAttachedRolePolicies',
    'ListRolePolicies',
    'ListRoleTags',
    'ListRoles',
    'PutRolePolicy',
    'SimulatePrincipalPolicy',
    'TagRole',
    'UpdateAssumeRolePolicy',
  ],
  region: 'us-east-1',
})
