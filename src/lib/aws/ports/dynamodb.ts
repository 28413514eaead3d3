import { definePort } from '../port.ts'

/** DynamoDB: tables; never what lies in them. */
export const dynamodb = definePort({
  service: 'dynamodb',
  load: () => import('@aws-sdk/client-dynamodb'),
  client: 'DynamoDBClient',
  operations: [
    'CreateTable',
    'DeleteTable',
    'DescribeContinuousBackups',
    'DescribeTable',
    'DescribeTimeToLive',
    'ListTables',
    'ListTagsOfResource',
    'UpdateContinuousBackups',
    'UpdateTable',
    'UpdateTimeToLive',
  ],
  // API reference of each: "up to 10 times per second, per account".
  limits: {
    DescribeContinuousBackups: { burst: 10, perSecond: 10 },
    ListTagsOfResource: { burst: 10, perSecond: 10 },
  },
})
