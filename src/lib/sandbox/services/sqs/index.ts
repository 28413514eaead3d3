import { defineService } from '../../service.ts'
import { messageOperations } from './messages.ts'
import { queueOperations } from './queues.ts'

/** SQS: standard queues and what lies in them. */
export const sqs = defineService({
  id: 'sqs',
  load: () => import('@aws-sdk/client-sqs'),
  operations: { ...messageOperations, ...queueOperations },
  invalidInputCode: 'InvalidParameterValue',
})
