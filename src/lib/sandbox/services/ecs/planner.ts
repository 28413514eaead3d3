/** A task as the planner sees it. Those that are being stopped are left out. */
export interface PlannedTask {
  readonly id: string
  readonly isPrimary: boolean
  readonly healthy: boolean
  /** Virtual ms since the epoch. */
  readonly createdAt: number
}

export interface Situation {
  readonly desired: number
  readonly minimumHealthyPercent: number
  readonly maximumPercent: number
  /** A failed deployment starts nothing, and leaves what still runs alone. */
  readonly mayStart: boolean
  readonly mayReplace: boolean
  readonly tasks: readonly PlannedTask[]
}

export interface Plan {
  readonly start: number
  readonly stop: readonly string[]
  /** The percentages leave no room to start, nor to stop. */
  readonly stuck: boolean
}

/**
 * What a rolling update does next: at most the maximum percent of tasks (rounded down), never fewer healthy ones
 * than the minimum percent (rounded up).
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
export function planTasks(situation: Situation): Plan {
  const { desired, mayStart, mayReplace, tasks } = situation
  const upper = Math.floor((desired * situation.maximumPercent) / 100)
  const mine = tasks.filter(task => task.isPrimary)
  const old = tasks.filter(task => !task.isPrimary)
  const missing = Math.max(0, desired - mine.length)
  const start = mayStart ? Math.max(0, Math.min(missing, upper - tasks.length)) : 0
  const excess = stopOrder(mine).slice(0, Math.max(0, mine.length - desired))
  const replaced = mayReplace ? replaceable(situation, old, missing - start) : []
  const stop = [...excess, ...replaced].map(({ id }) => id)
  const waiting = mine.some(task => !task.healthy)
  return { start, stop, stuck: mayStart && missing > 0 && start === 0 && stop.length === 0 && !waiting }
}

/** Old tasks that may go: unhealthy ones at once, healthy ones as new ones take over or room is needed. */
function replaceable(
  { desired, minimumHealthyPercent, tasks }: Situation,
  old: readonly PlannedTask[],
  roomNeeded: number,
): PlannedTask[] {
  const lower = Math.ceil((desired * minimumHealthyPercent) / 100)
  const unhealthy = old.filter(task => !task.healthy)
  const healthy = old.filter(task => task.healthy)
  const healthyInAll = tasks.filter(task => task.healthy).length
  const takenOver = healthyInAll - desired
  const spare = Math.max(0, healthyInAll - lower)
  const stillNeeded = Math.max(0, roomNeeded - unhealthy.length)
  return [...unhealthy, ...healthy.slice(0, Math.min(spare, Math.max(takenOver, stillNeeded)))]
}

/** Unhealthy ones first, then the youngest. */
function stopOrder(tasks: readonly PlannedTask[]): PlannedTask[] {
  return tasks.toSorted((a, b) => Number(a.healthy) - Number(b.healthy) || b.createdAt - a.createdAt)
}
