import { definePort } from '../port.ts'

/** Service Quotas: how much of a thing an account may have. */
export const serviceQuotas = definePort({
  service: 'servicequotas',
  load: () => import('@aws-sdk/client-service-quotas'),
  client: 'ServiceQuotasClient',
  operations: ['GetAWSDefaultServiceQuota', 'GetServiceQuota'],
})
