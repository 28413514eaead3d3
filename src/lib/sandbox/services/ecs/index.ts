import { defineService } from '../../service.ts'
import { clusterOperations } from './clusters.ts'
import { resumeContainers } from './container-resume.ts'
import { tick } from './scheduler.ts'
import { serviceDeploymentOperations } from './service-deployments.ts'
import { serviceOperations } from './services.ts'
import { watchRound } from './spot.ts'
import { taggingOperations } from './tagging.ts'
import { taskDefinitionOperations } from './task-definitions.ts'
import { advanceTask } from './task-life.ts'
import { taskOperations } from './tasks.ts'

/** ECS on Fargate: rolling deployments with all that can go wrong in them, and one-off tasks. */
export const ecs = defineService({
  id: 'ecs',
  load: () => import('@aws-sdk/client-ecs'),
  operations: {
    ...clusterOperations,
    ...serviceDeploymentOperations,
    ...serviceOperations,
    ...taggingOperations,
    ...taskDefinitionOperations,
    ...taskOperations,
  },
  events: {
    'ecs.task': advanceTask,
    'ecs.tick': tick,
    'ecs.watch': watchRound,
  },
  resume: resumeContainers,
  invalidInputCode: 'InvalidParameterException',
})
