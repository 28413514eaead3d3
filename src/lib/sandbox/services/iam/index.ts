import { defineService } from '../../service.ts'
import { managedPolicyOperations } from './managed-policies.ts'
import { oidcProviderOperations } from './oidc-providers.ts'
import { rolePolicyOperations } from './role-policies.ts'
import { roleOperations } from './roles.ts'
import { serviceLinkedRoleOperations } from './service-linked-roles.ts'
import { simulationOperations } from './simulation.ts'
import { summaryOperations } from './summary.ts'

/** IAM: roles and their policies. Nothing is ever denied on their account. */
export const iam = defineService({
  id: 'iam',
  load: () => import('@aws-sdk/client-iam'),
  operations: {
    ...managedPolicyOperations,
    ...oidcProviderOperations,
    ...roleOperations,
    ...rolePolicyOperations,
    ...serviceLinkedRoleOperations,
    ...simulationOperations,
    ...summaryOperations,
  },
})
