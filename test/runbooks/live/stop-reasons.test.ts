import { expect, test } from 'vitest'
import { explainStop } from '../../../src/lib/runbooks/live/stop-reasons.ts'
import { ordinary } from '../../../src/lib/runbooks/live/stopped-tasks.ts'

const where = { environment: 'prod', service: 'api' }

/** Reasons as AWS words them, in its own documentation and in `aws ecs describe-tasks`. */
const told: readonly [
  code: string,
  reason: string,
  exitCode: number | undefined,
  plain: string,
  next: string,
][] = [
  [
    'TaskFailedToStart',
    'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref registry/api@sha256:1: not found',
    undefined,
    'The image is not in the registry.',
    'deployctl deploy prod api',
  ],
  [
    'TaskFailedToStart',
    'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1',
    undefined,
    'The log group of the service does not stand.',
    'deployctl bootstrap prod',
  ],
  [
    'TaskFailedToStart',
    "CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/amd64'",
    undefined,
    'The image was built for another processor architecture.',
    'set services.api.build.platforms, then deployctl deploy prod api',
  ],
  [
    'TaskFailedToStart',
    'CannotPullContainerError: ref pull has been retried 5 time(s): dial tcp 10.0.0.1:443: i/o timeout',
    undefined,
    'The task could not reach the registry: its subnet has no way out.',
    'deployctl doctor prod',
  ],
  [
    'TaskFailedToStart',
    'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: AccessDeniedException: not authorized',
    undefined,
    'The execution role may not read a secret that the service names.',
    'deployctl bootstrap prod',
  ],
  [
    'TaskFailedToStart',
    "ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secret from asm: ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
    undefined,
    'A secret or parameter that the service names has no value.',
    'deployctl secrets list prod',
  ],
  [
    'TaskFailedToStart',
    'ResourceInitializationError: unable to pull secrets: retrieved secret from Secrets Manager did not contain json key TOKEN',
    undefined,
    'A secret lacks a key that the service names.',
    'deployctl secrets list prod',
  ],
  [
    'TaskFailedToStart',
    'ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: Failed to resolve "fs-1.efs.eu-west-1.amazonaws.com" - check that your file system ID is correct, and ensure that the VPC has an EFS mount target for this file system ID.',
    undefined,
    'The file system cannot be mounted in the zone of the task: it has no mount target there.',
    'deployctl bootstrap prod',
  ],
  [
    'TaskFailedToStart',
    'ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: mount.nfs4: Connection timed out : unsuccessful EFS utils command execution; code: 32',
    undefined,
    'The task could not reach the file system: a security group is closed.',
    'deployctl bootstrap prod',
  ],
  [
    'TaskFailedToStart',
    "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: b'mount.nfs4: access denied by server while mounting 127.0.0.1:/' : unsuccessful EFS utils command execution; code: 32",
    undefined,
    'The task role may not mount the file system.',
    'deployctl bootstrap prod',
  ],
  [
    'EssentialContainerExited',
    'Essential container in task exited; OutOfMemoryError: container killed due to memory usage',
    137,
    'The task ran out of memory.',
    'raise services.api.memory, then deployctl deploy prod api',
  ],
  [
    'ServiceSchedulerInitiated',
    'Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:…)',
    undefined,
    'The load balancer got no good answer from the health path.',
    'deployctl logs prod api',
  ],
  [
    'EssentialContainerExited',
    'Essential container in task exited',
    1,
    'The application ended with an error (exit 1).',
    'deployctl logs prod api',
  ],
  [
    'EssentialContainerExited',
    'Essential container in task exited',
    0,
    'The command ended by itself; a service has to keep running.',
    'deployctl logs prod api',
  ],
  [
    'SpotInterruption',
    'Your Spot Task was interrupted.',
    undefined,
    'AWS took the Spot capacity back; ECS starts another task.',
    'deployctl status prod',
  ],
  ['SomethingNew', 'The moon was full', undefined, 'The moon was full', 'deployctl logs prod api'],
  ['', '', undefined, 'ECS gave no reason.', 'deployctl logs prod api'],
]

test.each(told)('%s: %s', (code, reason, exitCode, plain, next) => {
  expect(explainStop({ code, reason, exitCode }, where)).toEqual({ plain, next })
})

test('a task that made room needs no explanation; one that failed its health checks does', () => {
  const code = 'ServiceSchedulerInitiated'
  expect(ordinary({ code, reason: 'Scaling activity initiated by (deployment ecs-svc/1)' })).toBe(true)
  expect(ordinary({ code, reason: 'Task failed ELB health checks' })).toBe(false)
  expect(ordinary({ code: 'UserInitiated', reason: 'mine' })).toBe(true)
})
