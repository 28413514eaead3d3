import type { StoppedTask } from './stopped-tasks.ts'

export interface Explanation {
  /** Why the task stopped, in plain words. */
  readonly plain: string
  /** What to type next. */
  readonly next: string
}

interface Rule {
  readonly matches: RegExp
  readonly plain: string
  /** `ENV` and `SERVICE` are filled in. */
  readonly next: string
}

const readLogs = 'deployctl logs ENV SERVICE'
const settleGround = 'deployctl bootstrap ENV'

/** Ordered: the first that matches `CODE REASON exit N` explains. The wording is AWS's, as its troubleshooting pages list it. */
const rules: readonly Rule[] = [
  {
    matches: /CannotPull.*(descriptor matching platform|no matching manifest)|exec format error/i,
    plain: 'The image was built for another processor architecture.',
    next: 'set services.SERVICE.build.platforms, then deployctl deploy ENV SERVICE',
  },
  {
    matches: /CannotPull.*(not found|manifest unknown|does not exist)/i,
    plain: 'The image is not in the registry.',
    next: 'deployctl deploy ENV SERVICE',
  },
  {
    matches: /CannotPull.*(timeout|dial tcp|deadline exceeded|request canceled)/i,
    plain: 'The task could not reach the registry: its subnet has no way out.',
    next: 'deployctl doctor ENV',
  },
  {
    matches: /CannotPull.*(denied|forbidden|403|not authorized|no basic auth)/i,
    plain: 'The task may not pull the image.',
    next: settleGround,
  },
  {
    matches: /CannotPull/,
    plain: 'The image could not be pulled.',
    next: 'deployctl deploy ENV SERVICE',
  },
  {
    matches: /ResourceInitializationError.*(did not contain json key|json key)/i,
    plain: 'A secret lacks a key that the service names.',
    next: 'deployctl secrets list ENV',
  },
  {
    matches: /ResourceInitializationError.*(secret|ssm|parameter).*(AccessDenied|not authorized)/is,
    plain: 'The execution role may not read a secret that the service names.',
    next: settleGround,
  },
  {
    matches:
      /ResourceInitializationError.*(secret|ssm|parameter).*(timeout|deadline exceeded|unable to retrieve.*connect)/is,
    plain: 'The task could not reach Secrets Manager: its subnet has no way out.',
    next: 'deployctl doctor ENV',
  },
  {
    matches: /ResourceInitializationError.*(log group|awslogs|logger|CreateLogStream)/is,
    plain: 'The log group of the service does not stand.',
    next: settleGround,
  },
  {
    matches:
      /ResourceInitializationError.*(NotFound|can't find the specified secret|invalid (ssm )?parameter)/is,
    plain: 'A secret or parameter that the service names has no value.',
    next: 'deployctl secrets list ENV',
  },
  {
    matches: /set up EFS volumes.*access denied/is,
    plain: 'The task role may not mount the file system.',
    next: settleGround,
  },
  {
    matches: /set up EFS volumes.*timed out/is,
    plain: 'The task could not reach the file system: a security group is closed.',
    next: settleGround,
  },
  {
    matches: /set up EFS volumes/i,
    plain: 'The file system cannot be mounted in the zone of the task: it has no mount target there.',
    next: settleGround,
  },
  {
    matches: /ResourceInitializationError/,
    plain: 'AWS could not prepare the task: its network, secrets or logs.',
    next: settleGround,
  },
  {
    matches: /OutOfMemory/i,
    plain: 'The task ran out of memory.',
    next: 'raise services.SERVICE.memory, then deployctl deploy ENV SERVICE',
  },
  {
    matches: /failed ELB health checks|Target\.(Timeout|FailedHealthChecks|ResponseCodeMismatch)/i,
    plain: 'The load balancer got no good answer from the health path.',
    next: readLogs,
  },
  {
    matches: /failed container health checks/i,
    plain: "The container's own health check failed.",
    next: readLogs,
  },
  {
    matches: /SpotInterruption|Spot.*interrupt/i,
    plain: 'AWS took the Spot capacity back; ECS starts another task.',
    next: 'deployctl status ENV',
  },
  {
    matches: /Capacity is unavailable|RESOURCE:FARGATE/i,
    plain: 'AWS has no capacity of this kind right now.',
    next: 'add on-demand to services.SERVICE.capacity, then deployctl deploy ENV SERVICE',
  },
  {
    matches: /InfrastructureHealth|TerminationNotice|hardware|retire/i,
    plain: 'AWS retired the machine under the task; ECS starts another one.',
    next: 'deployctl status ENV',
  },
  {
    matches: /exit 127$|executable file not found|no such file or directory/i,
    plain: 'The image has no such command.',
    next: 'mend services.SERVICE.command or the Dockerfile, then deployctl deploy ENV SERVICE',
  },
  {
    matches: /exit 126$|permission denied/i,
    plain: 'The command in the image may not be executed.',
    next: 'mend the Dockerfile, then deployctl deploy ENV SERVICE',
  },
  {
    matches: /exit 137$/,
    plain: 'The container was killed: it ran out of memory, or did not end when asked.',
    next: readLogs,
  },
  { matches: /exit 139$/, plain: 'The container crashed: a segmentation fault.', next: readLogs },
  { matches: /exit 143$/, plain: 'The container ended because it was asked to.', next: readLogs },
  {
    matches: /exit 0$/,
    plain: 'The command ended by itself; a service has to keep running.',
    next: readLogs,
  },
  { matches: /exit \d+$/, plain: 'The application ended with an error.', next: readLogs },
  {
    matches: /UserInitiated/,
    plain: 'Somebody stopped the task.',
    next: 'deployctl status ENV',
  },
  {
    matches: /ServiceSchedulerInitiated/,
    plain: 'ECS stopped the task because fewer were wanted.',
    next: 'deployctl status ENV',
  },
]

/** Why a task stopped, in plain words, and what to type next. Pure. */
export function explainStop(
  { code, reason, exitCode }: Pick<StoppedTask, 'code' | 'reason' | 'exitCode'>,
  { environment, service }: { environment: string; service: string },
): Explanation {
  const told = [code, reason, exitCode === undefined ? undefined : `exit ${exitCode}`]
    .filter(Boolean)
    .join(' ')
  const rule = rules.find(({ matches }) => matches.test(told))
  const next = (rule?.next ?? readLogs).replace('ENV', environment).replaceAll('SERVICE', service)
  const ended = exitCode === undefined || !rule?.plain.includes('error') ? '' : ` (exit ${exitCode})`
  return { plain: rule ? rule.plain.replace(/\.$/, `${ended}.`) : reason || 'ECS gave no reason.', next }
}
