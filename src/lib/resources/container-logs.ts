import type { LogConfiguration } from '@aws-sdk/client-ecs'

/** Where a container of a task, its own or one that ECS adds, writes its lines. */
export function logsTo(logGroup: string, region: string, prefix = 'ecs'): LogConfiguration {
  return {
    logDriver: 'awslogs',
    options: {
      'awslogs-group': logGroup,
      'awslogs-region': region,
      'awslogs-stream-prefix': prefix,
      // A slow CloudWatch must not stop the service: what does not fit the buffer is dropped.
      mode: 'non-blocking',
      'max-buffer-size': '25m',
    },
  }
}
