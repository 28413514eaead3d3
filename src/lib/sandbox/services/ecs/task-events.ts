import type { Call } from '../../service.ts'
import { emit } from '../events/delivery.ts'
import type { TaskRecord } from './tables.ts'

/**
 * Tells EventBridge where a task has got to.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 */
export function tellOfTask(call: Call, task: TaskRecord): void {
  const { arn, clusterArn, containers, cpu, memory, version, lastStatus } = task
  emit(call, {
    source: 'aws.ecs',
    type: 'ECS Task State Change',
    resources: [arn],
    detail: {
      taskArn: arn,
      clusterArn,
      taskDefinitionArn: task.taskDefinition,
      group: task.group,
      startedBy: task.startedBy,
      launchType: task.launchType,
      capacityProviderName: task.capacityProvider,
      availabilityZone: task.zone,
      cpu,
      memory,
      version,
      lastStatus,
      desiredStatus: task.desiredStatus,
      stopCode: task.stopCode,
      stoppedReason: task.stoppedReason,
      createdAt: task.createdAt,
      startedAt: task.startedAt,
      stoppedAt: task.stoppedAt,
      updatedAt: call.date,
      overrides: task.overrides,
      containers: containers.map(({ name, image, imageDigest, exitCode, reason }) => ({
        name,
        image,
        imageDigest,
        exitCode,
        reason,
        lastStatus,
        taskArn: arn,
      })),
    },
  })
}
