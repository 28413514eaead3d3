import type { DeploymentSnapshot } from '../live/deployments.ts'
import { readServices, type ServiceSnapshot } from '../live/services.ts'
import { ordinary, readStoppedTasks, type StoppedTask } from '../live/stopped-tasks.ts'
import { readTargetHealth, type TargetHealth } from '../live/target-health.ts'
import type { Budget } from './budget.ts'
import { decide } from './decide.ts'
import type { FollowRun, Rollout } from './follow.ts'

type Seen = ReadonlyMap<string, DeploymentSnapshot>

const questions = ['services', 'health', 'services', 'stopped-tasks'] as const

/**
 * What happens around rollouts, told as events: ECS's own, stopped tasks, how many tasks are well. Asks one
 * question at a time beside the loop that decides, as the budget allows: details must not delay a decision.
 */
export class RolloutDetails {
  readonly #run: FollowRun
  readonly #budget: Budget
  readonly #services = new Map<string, ServiceSnapshot>()
  readonly #health = new Map<string, TargetHealth>()
  /** Ids of events and ARNs of tasks. */
  readonly #told = new Set<string>()
  readonly #progress = new Map<string, string>()
  #turn = 0
  #healthTurn = 0
  #asking = false

  constructor(run: FollowRun, budget: Budget) {
    this.#run = run
    this.#budget = budget
  }

  /** Tells how far the rollouts are, and starts one more question; waits for no answer. */
  tell(open: readonly Rollout[], seen: Seen): void {
    for (const rollout of open) this.#tellProgress(rollout, seen.get(rollout.deployment))
    if (this.#asking || !this.#budget.take()) return
    this.#asking = true
    // Details are told as far as they can be had; only the loop that decides may fail a run.
    this.#ask(open, seen)
      .catch(() => {})
      .finally(() => {
        this.#asking = false
      })
  }

  async #ask(open: readonly Rollout[], seen: Seen): Promise<void> {
    switch (questions[this.#turn++ % questions.length]) {
      case 'health':
        return this.#askHealth(open)
      case 'stopped-tasks':
        return this.#askStoppedTasks(open)
      default:
        return this.#askServices(open, seen)
    }
  }

  async #askServices(open: readonly Rollout[], seen: Seen): Promise<void> {
    const { ports, cluster, signal } = this.#run
    this.#budget.spend(Math.ceil(open.length / 10) - 1)
    const names = open.map(({ serviceName }) => serviceName)
    for (const [name, service] of await readServices(ports, cluster, names, signal)) {
      this.#services.set(name, service)
    }
    for (const rollout of open) this.#tellEvents(rollout, seen.get(rollout.deployment))
  }

  async #askHealth(open: readonly Rollout[]): Promise<void> {
    const groups = open.flatMap(({ serviceName }) => this.#services.get(serviceName)?.targetGroup ?? [])
    const group = groups[this.#healthTurn++ % groups.length]
    if (group) this.#health.set(group, await readTargetHealth(this.#run.ports, group, this.#run.signal))
  }

  async #askStoppedTasks(open: readonly Rollout[]): Promise<void> {
    const { ports, cluster, signal, emit } = this.#run
    if (!open.some(({ serviceName }) => this.#services.get(serviceName)?.failedTasks)) return
    this.#budget.spend(1)
    const { arns, tasks } = await readStoppedTasks(ports, cluster, this.#told, signal)
    for (const arn of arns) this.#told.add(arn)
    for (const rollout of open) {
      for (const { task, code, reason } of tasks.filter(one => failedIn(rollout, one))) {
        emit({ type: 'rollout.task-stopped', service: rollout.service, task, code, reason })
      }
    }
  }

  #tellEvents({ service, serviceName }: Rollout, deployment: DeploymentSnapshot | undefined): void {
    // ECS keeps the last hundred events of a service; only those of this deployment are news.
    const since = deployment?.createdAt ?? Number.POSITIVE_INFINITY
    const events = this.#services.get(serviceName)?.events ?? []
    for (const { id, at, message } of events.filter(event => event.at >= since).toReversed()) {
      if (this.#told.has(id)) continue
      this.#told.add(id)
      this.#run.emit({ type: 'rollout.event', service, message, at: new Date(at).toISOString() })
    }
  }

  #tellProgress({ service, serviceName }: Rollout, deployment: DeploymentSnapshot | undefined): void {
    if (!deployment) return
    const { running, requested: desired } = deployment
    const waiting = this.#health.get(this.#services.get(serviceName)?.targetGroup ?? '')?.waiting ?? []
    const healthy = Math.max(0, running - waiting.length)
    const awaited = waiting[0] && `waiting for target health (${waiting[0].reason || waiting[0].state})`
    const detail = decide(deployment).detail ?? awaited
    const line = JSON.stringify([running, healthy, desired, detail])
    if (this.#progress.get(service) === line) return
    this.#progress.set(service, line)
    this.#run.emit({ type: 'rollout.progress', service, running, healthy, desired, detail })
  }
}

/** Whether a task is one that a rollout started, and that did not simply make room. */
export function failedIn({ serviceName, taskDefinition }: Rollout, task: StoppedTask): boolean {
  return task.serviceName === serviceName && task.taskDefinition === taskDefinition && !ordinary(task)
}
