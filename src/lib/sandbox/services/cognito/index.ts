import { defineService } from '../../service.ts'
import { clientOperations } from './clients.ts'
import { poolOperations } from './pools.ts'

/** Cognito: user pools and their clients. Nobody can sign in. */
export const cognito = defineService({
  id: 'cognito-idp',
  load: () => import('@aws-sdk/client-cognito-identity-provider'),
  operations: { ...clientOperations, ...poolOperations },
  invalidInputCode: 'InvalidParameterException',
})
