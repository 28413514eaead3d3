import type { TargetHealth } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Call } from '../../service.ts'
import { groupsIn } from './actions.ts'
import { type HealthCheck, healthAt } from './health.ts'
import {
  listeners,
  rules,
  type TargetGroupRecord,
  type TargetRecord,
  targetGroups,
  targets,
} from './tables.ts'

/** Of a target whose group gets no requests from anywhere. */
export const unused: TargetHealth = {
  State: 'unused',
  Reason: 'Target.NotInUse',
  Description: 'Target group is not configured to receive traffic from the load balancer',
}

export function targetKey(targetGroupArn: string, id: string, port: number): string {
  return `${targetGroupArn}|${id}:${port}`
}

/** Registers a target; one that drains begins anew. */
export function registerTarget(call: Call, target: Omit<TargetRecord, 'registeredAt'>): void {
  const key = targetKey(target.targetGroupArn, target.id, target.port)
  call.table(targets).put(key, { ...target, registeredAt: call.now })
}

/** Lets a target drain; an unknown one is fine, as it is for AWS. */
export function deregisterTarget(call: Call, targetGroupArn: string, id: string, port: number): void {
  const key = targetKey(targetGroupArn, id, port)
  if (!call.table(targets).has(key)) return
  call.table(targets).update(key, draft => {
    draft.deregisteredAt ??= call.now
  })
}

/** Says from when on a target answers, and from when on no longer. */
export function setAnswering(
  call: Call,
  key: string,
  answering: Pick<TargetRecord, 'upFrom' | 'downFrom' | 'code'>,
): void {
  if (call.table(targets).has(key)) call.table(targets).update(key, draft => Object.assign(draft, answering))
}

/** Keeps what a probe has found. */
export function setProbed(call: Call, key: string, health: TargetHealth): void {
  if (!call.table(targets).has(key)) return
  call.table(targets).update(key, draft => {
    draft.probed = health
  })
}

/** @returns undefined where it is not registered, or drained and gone */
export function targetHealth(call: Call, target: TargetRecord): TargetHealth | undefined {
  const group = call.table(targetGroups).get(target.targetGroupArn)
  if (!group) return undefined
  const isProbed = target.probed !== undefined && target.deregisteredAt === undefined
  const health = isProbed ? target.probed : healthAt(call.now, target, healthCheckOf(group))
  return health && health.State !== 'draining' && !isInUse(call, group.TargetGroupArn) ? unused : health
}

export function targetsOf(call: Call, targetGroupArn: string): TargetRecord[] {
  return call.table(targets).filter(target => target.targetGroupArn === targetGroupArn)
}

export function healthCheckOf(group: TargetGroupRecord): HealthCheck {
  return {
    intervalMs: (group.HealthCheckIntervalSeconds ?? 30) * 1000,
    healthyThreshold: group.HealthyThresholdCount ?? 5,
    unhealthyThreshold: group.UnhealthyThresholdCount ?? 2,
    deregistrationDelayMs: Number(group.attributes['deregistration_delay.timeout_seconds']) * 1000,
  }
}

/** ARNs of the load balancers whose listeners or rules send traffic to a target group. */
export function loadBalancersOf(call: Call, targetGroupArn: string): string[] {
  const using = call.table(listeners).filter(listener => {
    const ofListener = call.table(rules).filter(rule => rule.ListenerArn === listener.ListenerArn)
    const actions = [...listener.DefaultActions, ...ofListener.flatMap(rule => rule.Actions)]
    return groupsIn(actions).includes(targetGroupArn)
  })
  return [...new Set(using.map(listener => listener.LoadBalancerArn))]
}

export function isInUse(call: Call, targetGroupArn: string): boolean {
  return loadBalancersOf(call, targetGroupArn).length > 0
}

/** How long a target of a group drains. */
export function drainMs(call: Call, targetGroupArn: string): number {
  const group = call.table(targetGroups).get(targetGroupArn)
  return group ? healthCheckOf(group).deregistrationDelayMs : 0
}
