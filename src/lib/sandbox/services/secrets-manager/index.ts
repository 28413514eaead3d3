import { defineService } from '../../service.ts'
import { listingOperations } from './listing.ts'
import { deleteWhenDue, secretOperations } from './secrets.ts'
import { valueOperations } from './values.ts'

/** Secrets Manager: secrets, their versions and labels, and the days in which a deleted one can be restored. */
export const secretsManager = defineService({
  id: 'secretsmanager',
  load: () => import('@aws-sdk/client-secrets-manager'),
  operations: { ...listingOperations, ...secretOperations, ...valueOperations },
  events: { 'secretsmanager.deleted': deleteWhenDue },
})
