/**
 * What ECS says, word for word.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 */
const list = (ids: readonly string[]) => ids.map(id => `(task ${id})`).join(' ')

/** Service events; each begins with the service's name, which the writer of the event puts in front. */
export const eventText = {
  started: (ids: readonly string[]) => `has started ${ids.length} tasks: ${list(ids)}.`,
  stopped: (ids: readonly string[]) => `has stopped ${ids.length} running tasks: ${list(ids)}.`,
  registered: (group: string) => `registered 1 targets in (target-group ${group})`,
  deregistered: (group: string) => `deregistered 1 targets in (target-group ${group})`,
  draining: (count: number) => `has begun draining connections on ${count} tasks.`,
  unhealthyTarget: (port: number, group: string, reason: string) =>
    `(port ${port}) is unhealthy in (target-group ${group}) due to (reason ${reason}).`,
  unhealthyContainer: (id: string) => `(task ${id}) failed container health checks.`,
  steady: 'has reached a steady state.',
  completed: (deployment: string) => `(deployment ${deployment}) deployment completed.`,
  failed: (deployment: string) => `(deployment ${deployment}) deployment failed: tasks failed to start.`,
  rollingBack: (deployment: string) => `rolling back to deployment ${deployment}.`,
  unplaced: (reason: string) =>
    `was unable to place a task. Reason: ${reason}. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.`,
  stuck:
    'was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.',
  inconsistent:
    'is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.',
  roleRefused: (role: string) => `failed to launch a task with (error ${cannotAssume(role)}).`,
} as const

export function cannotAssume(role: string): string {
  return `ECS was unable to assume the role '${role}' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.`
}

export const noCapacity =
  'Capacity is unavailable at this time. Please try again later or in a different availability zone'

const noVolume = (said: string, code: number) =>
  `ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: ${said} : unsuccessful EFS utils command execution; code: ${code}`

const noSecrets =
  'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed:'

/** Why a task stopped. */
export const stopReason = {
  essentialExit: 'Essential container in task exited',
  outOfMemory: 'OutOfMemoryError: Container killed due to memory usage',
  byDeployment: (deployment: string) => `Scaling activity initiated by (deployment ${deployment})`,
  unhealthyTarget: (group: string) => `Task failed ELB health checks in (target-group ${group})`,
  unhealthyContainer: 'Task failed container health checks',
  spot: 'Your Spot Task was interrupted.',
  byUser: 'Task stopped by user',
  noImage: (image: string) =>
    `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: ${image}: not found`,
  noSecret: (reference: string, error: string) =>
    `${noSecrets} unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${reference} from secrets manager: ${error}`,
  noSecretKey: (key: string) =>
    `${noSecrets} unable to retrieve secret from asm: retrieved secret from Secrets Manager did not contain json key ${key}`,
  noParameter: (error: string) =>
    `${noSecrets} unable to retrieve secrets from ssm: service call has been retried 1 time(s): ${error}`,
  noMountTarget: (host: string) =>
    noVolume(
      `Failed to resolve "${host}" - check that your file system ID is correct, and ensure that the VPC has an EFS mount target for this file system ID. See https://docs.aws.amazon.com/console/efs/mount-dns-name for more detail. Attempting to lookup mount target ip address using botocore. Failed to import necessary dependency botocore, please install botocore first.`,
      1,
    ),
  mountTimedOut: noVolume('mount.nfs4: Connection timed out', 32),
  mountDenied: noVolume("b'mount.nfs4: access denied by server while mounting 127.0.0.1:/'", 32),
  noLogGroup:
    'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1',
} as const

/** Why a rollout, or a service deployment, is in its state. */
export const rolloutReason = {
  inProgress: (deployment: string) => `ECS deployment ${deployment} in progress.`,
  completed: (deployment: string) => `ECS deployment ${deployment} completed.`,
  failed: 'ECS deployment circuit breaker: tasks failed to start.',
  rollingBack: (deployment: string) =>
    `ECS deployment circuit breaker: rolling back to deploymentId ${deployment}.`,
  thresholdExceeded: 'Service deployment rolled back because the circuit breaker threshold was exceeded.',
  stoppedByBreaker: 'Service deployment stopped because the circuit breaker threshold was exceeded.',
  rollbackFailed: 'Service deployment rollback failed because the circuit breaker threshold was exceeded.',
  rolledBackByUser: 'Service deployment rolled back because of a user request.',
  stoppedByUser: 'Service deployment stopped because of a user request.',
  deleted: 'Service deployment stopped because the service was deleted.',
  replaced: 'Service deployment stopped because a newer service deployment was started.',
} as const
