import { defineService } from '../../service.ts'
import { alarmOperations } from './alarms.ts'
import { metricOperations } from './metrics.ts'

/** CloudWatch: alarms, whose state is set by hand, and the metrics that were put. */
export const cloudwatch = defineService({
  id: 'monitoring',
  load: () => import('@aws-sdk/client-cloudwatch'),
  operations: { ...alarmOperations, ...metricOperations },
})
