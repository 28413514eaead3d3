import { definePort } from '../port.ts'

/** ACM: certificates. */
export const acm = definePort({
  service: 'acm',
  load: () => import('@aws-sdk/client-acm'),
  client: 'ACMClient',
  operations: [
    'AddTagsToCertificate',
    'DeleteCertificate',
    'DescribeCertificate',
    'ListCertificates',
    'ListTagsForCertificate',
    'RequestCertificate',
  ],
})
