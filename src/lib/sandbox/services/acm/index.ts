import { defineService } from '../../service.ts'
import { certificateOperations } from './certificates.ts'
import { expire, issueValidated } from './validation.ts'

/** ACM: certificates, issued when the sandbox's own Route 53 has the records that prove their domains. */
export const acm = defineService({
  id: 'acm',
  load: () => import('@aws-sdk/client-acm'),
  operations: certificateOperations,
  events: { 'acm.look-for-records': issueValidated, 'acm.expired': expire },
})
