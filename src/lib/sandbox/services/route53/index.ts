import { defineService } from '../../service.ts'
import { changeOperations } from './changes.ts'
import { recordOperations } from './records.ts'
import { zoneOperations } from './zones.ts'

/** Route 53: hosted zones and their records. It answers no DNS queries. */
export const route53 = defineService({
  id: 'route53',
  load: () => import('@aws-sdk/client-route-53'),
  operations: { ...changeOperations, ...recordOperations, ...zoneOperations },
})
