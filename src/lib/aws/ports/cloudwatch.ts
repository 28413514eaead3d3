import { definePort } from '../port.ts'

/** CloudWatch: alarms, dashboards and metrics. */
export const cloudwatch = definePort({
  service: 'cloudwatch',
  load: () => import('@aws-sdk/client-cloudwatch'),
  client: 'CloudWatchClient',
  operations: [
    'DeleteAlarms',
    'DeleteDashboards',
    'DescribeAlarms',
    'GetDashboard',
    'GetMetricData',
    'ListTagsForResource',
    'PutDashboard',
    'PutMetricAlarm',
    'TagResource',
  ],
})
