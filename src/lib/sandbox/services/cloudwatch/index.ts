import { defineService } from '../../service.ts'
import { alarmOperations } from './alarms.ts'
import { dashboardOperations } from './dashboards.ts'
import { evaluate } from './evaluation.ts'
import { metricOperations } from './metrics.ts'
import { taggingOperations } from './tagging.ts'

/** CloudWatch: metrics that were put or observed, the alarms that look at them, and dashboards. */
export const cloudwatch = defineService({
  id: 'monitoring',
  load: () => import('@aws-sdk/client-cloudwatch'),
  operations: { ...alarmOperations, ...dashboardOperations, ...metricOperations, ...taggingOperations },
  events: { 'cloudwatch.evaluate': evaluate },
})
