import { defineService } from '../../service.ts'
import { groupDeleted, groupOperations } from './groups.ts'
import { attemptRun, runSchedule } from './runs.ts'
import { scheduleOperations } from './schedules.ts'

/** EventBridge Scheduler: schedules that run on the virtual clock. */
export const scheduler = defineService({
  id: 'scheduler',
  load: () => import('@aws-sdk/client-scheduler'),
  operations: { ...groupOperations, ...scheduleOperations },
  events: {
    'scheduler.due': runSchedule,
    'scheduler.attempt': attemptRun,
    'scheduler.group-deleted': groupDeleted,
  },
  invalidInputCode: 'ValidationException',
})
