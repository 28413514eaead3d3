import { definePort } from '../port.ts'

/** Systems Manager: parameters. */
export const ssm = definePort({
  service: 'ssm',
  load: () => import('@aws-sdk/client-ssm'),
  client: 'SSMClient',
  operations: [
    'AddTagsToResource',
    'DeleteParameter',
    'DeleteParameters',
    'DescribeParameters',
    'GetParameter',
    'GetParameters',
    'ListTagsForResource',
    'PutParameter',
  ],
})
