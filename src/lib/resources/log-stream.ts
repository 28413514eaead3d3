/** The log stream of a service's task, as the awslogs driver names it with the prefix `ecs`. */
export function logStreamName(service: string, task: string): string {
  return `ecs/${service}/${task}`
}
