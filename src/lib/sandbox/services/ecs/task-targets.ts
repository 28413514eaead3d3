import type { Call } from '../../service.ts'
import { unprobed } from '../elb/probed-health.ts'
import { targets } from '../elb/tables.ts'
import { registerTarget, setAnswering, targetHealth, targetKey } from '../elb/targets.ts'
import { tell } from './events.ts'
import type { Fate } from './fate.ts'
import { nameIn } from './lookup.ts'
import { containerTasks, serviceRevisions, type TaskRecord } from './tables.ts'
import { joinRegistries } from './task-registries.ts'
import { eventText } from './wording.ts'

export interface TaskPort {
  readonly targetGroupArn: string
  readonly port: number
}

/** Where a task's service is behind load balancers: the target groups, and the task's port in each. */
export function portsOf(call: Call, { revisionArn }: TaskRecord): TaskPort[] {
  const revision = revisionArn === undefined ? undefined : call.table(serviceRevisions).get(revisionArn)
  return (revision?.loadBalancers ?? []).map(({ targetGroupArn = '', containerPort = 0 }) => ({
    targetGroupArn,
    port: containerPort,
  }))
}

/** Registers a task that is about to run, with load balancers and with Cloud Map. It answers nobody yet. */
export function joinTargets(call: Call, task: TaskRecord): void {
  for (const { targetGroupArn, port } of portsOf(call, task)) {
    registerTarget(call, {
      targetGroupArn,
      id: task.privateIp,
      port,
      zone: task.zone,
      serves: { service: task.group.replace(/^service:/, ''), taskDefinition: nameIn(task.taskDefinition) },
      upFrom: null,
      downFrom: null,
      ...(call.table(containerTasks).has(task.id) && { task: task.id, probed: unprobed.health }),
    })
    tell(call, task.serviceKey!, eventText.registered(targetGroupArn))
  }
  joinRegistries(call, task)
}

/** Says from when on a running task answers health checks. */
export function answerAsFated(call: Call, task: TaskRecord, { upAfter, downAfter, code }: Fate): void {
  const at = (seconds: number | null) => (seconds === null ? null : call.now + seconds * 1000)
  for (const { targetGroupArn, port } of portsOf(call, task)) {
    const key = targetKey(targetGroupArn, task.privateIp, port)
    setAnswering(call, key, { upFrom: at(upAfter), downFrom: at(downAfter), code })
  }
}

export interface PortHealth extends TaskPort {
  readonly state: string
  /** `Request timed out`, or which codes came. */
  readonly description: string
}

export function targetHealthOf(call: Call, task: TaskRecord): PortHealth[] {
  return portsOf(call, task).map(({ targetGroupArn, port }) => {
    const target = call.table(targets).get(targetKey(targetGroupArn, task.privateIp, port))
    const health = target && targetHealth(call, target)
    return { targetGroupArn, port, state: health?.State ?? 'unused', description: health?.Description ?? '' }
  })
}
