import { defineService } from '../../service.ts'
import { describingOperations } from './describing.ts'
import { parameterOperations } from './parameters.ts'
import { taggingOperations } from './tagging.ts'

/** Systems Manager's Parameter Store. */
export const ssm = defineService({
  id: 'ssm',
  load: () => import('@aws-sdk/client-ssm'),
  operations: { ...describingOperations, ...parameterOperations, ...taggingOperations },
})
