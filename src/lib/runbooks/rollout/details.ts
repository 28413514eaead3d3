import type { DeploymentSnapshot } from '../live/deployments.ts'
import { readServices, type ServiceSnapshot } from '../live/services.ts'
import { ordinary, readStoppedTasks, type StoppedTask } from '../live/stopped-tasks.ts'
import { readTargetHealth, type TargetHealth } from '../live/target-health.ts'
import type { Budget } from './budget.ts'
import { decide } from './decide.ts'
import type { FollowRun, Rollout } from './follow.ts'

type Seen = ReadonlyMap<string, DeploymentSnapshot>

const questions = ['services', 'health', 'health', 'stopped-tasks'] as const

/**
 * What happens around rollouts, told as events: ECS's own, stopped tasks, how many tasks are well. Asks one
 * question at a time beside the loop that decides, as the budget allows: details must not delay a decision.
 */
export class RolloutDetails {
  readonly #run: FollowRun
  readonly #budget: Budget
  readonly #services = new Map<string, ServiceSnapshot>()
  /** As it was when so many of the new tasks ran; with other tasks it tells nothing. */
  readonly #health = new Map<string, { health: TargetHealth; running: number }>()
  /** Ids of events and ARNs of tasks. */
  readonly #told = new Set<string>()
  readonly #progress = new Map<string, string>()
  /** When a target group was last asked about. */
  readonly #asked = new Map<string, number>()
  #turn = 0
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
        return this.#askHealth(open, seen)
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

  /** Of the service that was asked about longest ago, among those whose new tasks run. */
  async #askHealth(open: readonly Rollout[], seen: Seen): Promise<void> {
    const groups = open.flatMap(({ serviceName, deployment }) => {
      const running = seen.get(deployment)?.running ?? 0
      const group = this.#services.get(serviceName)?.targetGroup
      return group !== undefined && running > 0 ? [{ group, running }] : []
    })
    const askedAt = (group: string) => this.#asked.get(group) ?? 0
    const [longest] = groups.toSorted((a, b) => askedAt(a.group) - askedAt(b.group))
    if (!longest) return
    const { group, running } = longest
    this.#asked.set(group, this.#run.clock.now())
    const health = await readTargetHealth(this.#run.ports, group, this.#run.signal)
    this.#health.set(group, { health, running })
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
    const group = this.#services.get(serviceName)?.targetGroup
    const reading = group === undefined ? undefined : this.#health.get(group)
    const health = reading?.running === running ? reading.health : undefined
    const healthy = healthyOf(deployment, group, health)
    const detail = decide(deployment).detail ?? awaited(deployment, healthy, health)
    const line = JSON.stringify([running, healthy, desired, detail])
    if (this.#progress.get(service) === line) return
    this.#progress.set(service, line)
    this.#run.emit({ type: 'rollout.progress', service, running, healthy, desired, detail })
  }
}

/** Behind a load balancer, what it has not said to be well is not counted as well. */
function healthyOf(
  { running }: DeploymentSnapshot,
  group: string | undefined,
  health: TargetHealth | undefined,
) {
  if (group === undefined) return running
  return health ? Math.max(0, running - health.waiting.length) : 0
}

function awaited(
  { requested, leaving }: DeploymentSnapshot,
  healthy: number,
  health: TargetHealth | undefined,
) {
  const waiting = health?.waiting[0]
  if (waiting) return `waiting for target health (${waiting.reason || waiting.state})`
  return requested > 0 && healthy >= requested && leaving > 0 ? `${leaving} old tasks draining` : undefined
}

/** Whether a task is one that a rollout started, and that did not simply make room. */
export function failedIn({ serviceName, taskDefinition }: Rollout, task: StoppedTask): boolean {
  return task.serviceName === serviceName && task.taskDefinition === taskDefinition && !ordinary(task)
}
