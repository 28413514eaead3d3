import { definePort } from '../port.ts'

/** CloudWatch Logs: groups, and the lines in them. */
export const logs = definePort({
  service: 'logs',
  load: () => import('@aws-sdk/client-cloudwatch-logs'),
  client: 'CloudWatchLogsClient',
  operations: [
    'CreateLogGroup',
    'DeleteLogGroup',
    'DescribeLogGroups',
    'DescribeLogStreams',
    'FilterLogEvents',
    'GetLogEvents',
    'ListTagsForResource',
    'PutRetentionPolicy',
    'TagResource',
  ],
})
