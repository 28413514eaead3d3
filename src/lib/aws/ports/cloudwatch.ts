import { definePort } from '../port.ts'

/** CloudWatch: alarms and metrics. */
export const cloudwatch = definePort({
  service: 'cloudwatch',
  load: () => import('@aws-sdk/client-cloudwatch'),
  client: 'CloudWatchClient',
  operations: [
    'DeleteAlarms',
    'DescribeAlarms',
    'GetMetricData',
    'ListTagsForResource',
    'PutMetricAlarm',
    'TagResource',
  ],
})
