import { setTimeout } from 'node:timers/promises'
import type { Pace } from '../../containers/pace.ts'
import type { RunningTask } from '../../containers/running-task.ts'
import type { Call } from '../../service.ts'
import { probe } from './probe.ts'
import { afterProbe, unprobed } from './probed-health.ts'
import { type TargetGroupRecord, type TargetRecord, targetGroups, targets } from './tables.ts'
import { healthCheckOf, setProbed, targetKey } from './targets.ts'

export interface ProbedTarget {
  readonly target: Pick<TargetRecord, 'targetGroupArn' | 'id' | 'port'>
  readonly task: RunningTask
  readonly pace: Pace
  /** A call of the sandbox, while it is open. */
  within<T>(work: (call: Call) => T): Promise<T | undefined>
  /** Told in the same call that keeps the target's new state. */
  onChange(call: Call): void
}

/** The least real time between two probes, and the least that a program has to answer one. */
const leastIntervalMs = 100
const leastTimeoutMs = 1000

/** Checks a target's health, again and again, until its task has ended or it is deregistered. */
export async function probeTarget({ target, task, pace, within, onChange }: ProbedTarget): Promise<void> {
  const key = targetKey(target.targetGroupArn, target.id, target.port)
  let state = unprobed
  while (!task.ended.aborted) {
    const group = await within(call => probedGroup(call, key))
    if (!group) return
    const check = healthCheckOf(group)
    await setTimeout(pace.realMs(check.intervalMs, leastIntervalMs), undefined, { signal: task.ended }).catch(
      () => {},
    )
    if (task.ended.aborted) return
    const port = task.publishedPort(healthCheckPort(group, target.port))
    const timeoutMs = pace.realMs((group.HealthCheckTimeoutSeconds ?? 5) * 1000, leastTimeoutMs)
    const next = afterProbe(state, await probe(port, group, timeoutMs), check)
    if (next.health !== state.health) {
      await within(call => {
        setProbed(call, key, next.health)
        onChange(call)
      })
    }
    state = next
  }
}

/** The port that a target group checks, of targets registered with `port`. */
export function healthCheckPort(
  { HealthCheckPort }: Pick<TargetGroupRecord, 'HealthCheckPort'>,
  port: number,
): number {
  return Number(HealthCheckPort) || port
}

function probedGroup(call: Call, key: string): TargetGroupRecord | undefined {
  const target = call.table(targets).get(key)
  if (!target || target.deregisteredAt !== undefined) return undefined
  return call.table(targetGroups).get(target.targetGroupArn)
}
