import { definePort } from '../port.ts'

/** Route 53: hosted zones and their records. */
export const route53 = definePort({
  service: 'route53',
  load: () => import('@aws-sdk/client-route-53'),
  client: 'Route53Client',
  operations: [
    'ChangeResourceRecordSets',
    'GetChange',
    'GetHostedZone',
    'ListHostedZones',
    'ListResourceRecordSets',
  ],
  region: 'us-east-1',
})
