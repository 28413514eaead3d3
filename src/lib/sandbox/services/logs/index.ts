import { defineService } from '../../service.ts'
import { groupOperations } from './groups.ts'
import { readingOperations } from './reading.ts'
import { writingOperations } from './writing.ts'

/** CloudWatch Logs: groups, streams, and the lines in them. */
export const logs = defineService({
  id: 'logs',
  load: () => import('@aws-sdk/client-cloudwatch-logs'),
  operations: { ...groupOperations, ...readingOperations, ...writingOperations },
  invalidInputCode: 'InvalidParameterException',
})
