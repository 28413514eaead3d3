import { defineService } from '../../service.ts'
import { imageOperations } from './images.ts'
import { policyOperations } from './policies.ts'
import { registryRoute } from './registry/routes.ts'
import { repositoryOperations } from './repositories.ts'

/** ECR: repositories, what they hold, who may push, and the registry itself. */
export const ecr = defineService({
  id: 'ecr',
  load: () => import('@aws-sdk/client-ecr'),
  operations: { ...imageOperations, ...policyOperations, ...repositoryOperations },
  routes: [registryRoute],
  invalidInputCode: 'InvalidParameterException',
})
