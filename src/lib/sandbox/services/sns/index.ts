import { defineService } from '../../service.ts'
import { subscriptionOperations } from './subscriptions.ts'
import { topicOperations } from './topics.ts'

/** SNS: topics and who is subscribed to them. What is published is kept, and delivered to nobody. */
export const sns = defineService({
  id: 'sns',
  load: () => import('@aws-sdk/client-sns'),
  operations: { ...subscriptionOperations, ...topicOperations },
  invalidInputCode: 'InvalidParameter',
})
