import type { DeploymentSnapshot } from '../live/deployments.ts'
import { readServices, type ServiceSnapshot } from '../live/services.ts'
import { ordinary, readStoppedTasks, type StoppedTask } from '../live/stopped-tasks.ts'
import { readTargetHealth, type TargetHealth } from '../live/target-health.ts'
import type { Budget } from './budget.ts'
import { decide } from './decide.ts'
import type { FollowRun, Rollout } from './follow.ts'

/** What happens around rollouts, told as events: ECS's own, stopped tasks, and how many tasks are well. */
export interface Details {
  /** ARN of the newest deployment of a rollout's service, as far as it was seen. */
  newest(rollout: Rollout): string | undefined
  /** Tells what is new, and starts one more question where the budget has room; waits for no answer. */
  tell(open: readonly Rollout[], seen: ReadonlyMap<string, DeploymentSnapshot>): void
}

type Question = (open: readonly Rollout[], seen: ReadonlyMap<string, DeploymentSnapshot>) => Promise<void>

/** Asks in turn, one question at a time, beside the loop that decides: details must not delay a decision. */
export function watchDetails(run: FollowRun, budget: Budget): Details {
  const services = new Map<string, ServiceSnapshot>()
  const health = new Map<string, TargetHealth>()
  const told = new Set<string>()
  const questions: readonly Question[] = [askServices, askHealth, askServices, askStopped]
  let turn = 0
  let asking = false

  async function askServices(open: readonly Rollout[], seen: ReadonlyMap<string, DeploymentSnapshot>) {
    budget.spend(Math.ceil(open.length / 10) - 1)
    const names = open.map(({ serviceName }) => serviceName)
    for (const [name, service] of await readServices(run.ports, run.cluster, names, run.signal)) {
      services.set(name, service)
    }
    for (const rollout of open) tellEvents(rollout, seen.get(rollout.deployment))
  }

  function tellEvents({ service, serviceName }: Rollout, deployment: DeploymentSnapshot | undefined) {
    // ECS keeps the last hundred events of a service; only those of this deployment are news.
    const since = deployment?.createdAt ?? Number.POSITIVE_INFINITY
    const events = services.get(serviceName)?.events ?? []
    for (const { id, at, message } of events.filter(event => event.at >= since).toReversed()) {
      if (told.has(id)) continue
      told.add(id)
      run.emit({ type: 'rollout.event', service, message, at: new Date(at).toISOString() })
    }
  }

  async function askHealth(open: readonly Rollout[]) {
    const [group] = open
      .map(({ serviceName }) => services.get(serviceName)?.targetGroup)
      .filter(arn => arn !== undefined)
      .toSorted((a, b) => (health.has(a) ? 1 : 0) - (health.has(b) ? 1 : 0))
    if (!group) return
    const answer = await readTargetHealth(run.ports, group, run.signal)
    // Deleted first, so that the next turn is another group's.
    health.delete(group)
    health.set(group, answer)
  }

  async function askStopped(open: readonly Rollout[]) {
    const failing = open.some(({ serviceName }) => (services.get(serviceName)?.failedTasks ?? 0) > 0)
    if (!failing) return
    const { arns, tasks } = await readStoppedTasks(run.ports, run.cluster, told, run.signal)
    for (const arn of arns) told.add(arn)
    for (const rollout of open) tasks.filter(task => failedIn(rollout, task)).forEach(tellTask(rollout))
  }

  function tellTask({ service }: Rollout) {
    return ({ task, code, reason }: StoppedTask) =>
      run.emit({ type: 'rollout.task-stopped', service, task, code, reason })
  }

  function tellProgress(rollout: Rollout, deployment: DeploymentSnapshot | undefined) {
    if (!deployment) return
    const verdict = decide(deployment)
    const targets = health.get(services.get(rollout.serviceName)?.targetGroup ?? '')
    const waiting = targets?.waiting[0]
    const healthy = Math.max(0, deployment.running - (targets?.waiting.length ?? 0))
    const { service } = rollout
    const { running, requested: desired } = deployment
    const detail =
      verdict.detail ?? (waiting && `waiting for target health (${waiting.reason || waiting.state})`)
    const progress = { type: 'rollout.progress' as const, service, running, healthy, desired, detail }
    const line = JSON.stringify(progress)
    if (told.has(line)) return
    told.add(line)
    run.emit(progress)
  }

  return {
    newest: ({ serviceName }) => services.get(serviceName)?.deployment,
    tell(open, seen) {
      for (const rollout of open) tellProgress(rollout, seen.get(rollout.deployment))
      if (asking || !budget.take()) return
      asking = true
      const question = questions[turn++ % questions.length]!
      // Details are told as far as they can be had; only the loop that decides may fail a run.
      question(open, seen)
        .catch(() => {})
        .finally(() => {
          asking = false
        })
    },
  }
}

/** Whether a task is one that a rollout started, and that did not simply make room. */
export function failedIn({ serviceName, taskDefinition }: Rollout, task: StoppedTask): boolean {
  return task.serviceName === serviceName && task.taskDefinition === taskDefinition && !ordinary(task)
}
