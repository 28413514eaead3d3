import { definePort } from '../port.ts'

/** STS: who we are. */
export const sts = definePort({
  service: 'sts',
  load: () => import('@aws-sdk/client-sts'),
  client: 'STSClient',
  operations: ['GetCallerIdentity'],
})
