import { definePort } from '../port.ts'

/** SNS: the topic that alarms tell. */
export const sns = definePort({
  service: 'sns',
  load: () => import('@aws-sdk/client-sns'),
  client: 'SNSClient',
  operations: [
    'CreateTopic',
    'DeleteTopic',
    'GetTopicAttributes',
    'ListSubscriptionsByTopic',
    'ListTagsForResource',
    'ListTopics',
    'Subscribe',
    'Unsubscribe',
    'TagResource',
    'SetTopicAttributes',
  ],
})
