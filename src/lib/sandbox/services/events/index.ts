import { defineService } from '../../service.ts'
import { ruleOperations } from './rules.ts'

/** EventBridge: rules on the default bus, and the queues and topics that they tell. */
export const events = defineService({
  id: 'events',
  load: () => import('@aws-sdk/client-eventbridge'),
  operations: ruleOperations,
  invalidInputCode: 'ValidationException',
})
