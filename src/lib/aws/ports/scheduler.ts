import { definePort } from '../port.ts'

/** EventBridge Scheduler: what runs by the clock. */
export const scheduler = definePort({
  service: 'scheduler',
  load: () => import('@aws-sdk/client-scheduler'),
  client: 'SchedulerClient',
  operations: [
    'CreateSchedule',
    'CreateScheduleGroup',
    'DeleteSchedule',
    'DeleteScheduleGroup',
    'GetSchedule',
    'GetScheduleGroup',
    'ListSchedules',
    'ListTagsForResource',
    'UpdateSchedule',
  ],
})
