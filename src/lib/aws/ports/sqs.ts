import { definePort } from '../port.ts'

/** SQS: the queues for what could not be done. */
export const sqs = definePort({
  service: 'sqs',
  load: () => import('@aws-sdk/client-sqs'),
  client: 'SQSClient',
  operations: [
    'CreateQueue',
    'DeleteQueue',
    'GetQueueAttributes',
    'GetQueueUrl',
    'ListQueues',
    'ListQueueTags',
    'ReceiveMessage',
    'SetQueueAttributes',
  ],
})
