import type { ECSClient, Service, Task } from '@aws-sdk/client-ecs'
import type { Settings } from '../settings.ts'
import type { ServiceFacts, TaskFacts } from '../situation.ts'
import type { Breakdown } from './notes.ts'

/** What ECS says of the service that users wait for; whether it answers is the front door's to say. */
export type EcsFacts = Omit<ServiceFacts, 'answering'> & {
  /** A rollout of another task definition is under way. */
  readonly deploying: boolean
  /** Private addresses of the running tasks, for the front door to compare. */
  readonly addresses: readonly string[]
  readonly breakdown: Omit<Breakdown, 'health'> | undefined
  /** When the newest running task's container was started. */
  readonly startedAt: number | undefined
}

/** Tasks of the cluster, as the functions read and move them. */
export class Tasks {
  readonly #ecs: () => Promise<ECSClient>
  readonly #settings: Settings

  constructor(ecs: () => Promise<ECSClient>, settings: Settings) {
    this.#ecs = ecs
    this.#settings = settings
  }

  /** @param since when the wake began; tasks that stopped before it say nothing about it */
  async read(since: number): Promise<EcsFacts> {
    const { DescribeServicesCommand } = await import('@aws-sdk/client-ecs')
    const { cluster, services } = this.#settings
    const ecs = await this.#ecs()
    const awaited = services[0]!.serviceName
    const [described, going, stopped] = await Promise.all([
      ecs.send(new DescribeServicesCommand({ cluster, services: [awaited] })),
      this.#tasksOf(awaited, 'RUNNING'),
      this.#tasksOf(awaited, 'STOPPED'),
    ])
    return factsOf(described.services?.[0], going, stopped, since)
  }

  /** Sets how many tasks each service has, where it has another number. */
  async setCounts(counts: Readonly<Record<string, number>>): Promise<void> {
    const { DescribeServicesCommand, UpdateServiceCommand } = await import('@aws-sdk/client-ecs')
    const { cluster, services } = this.#settings
    const ecs = await this.#ecs()
    const names = services.map(({ serviceName }) => serviceName)
    const described = await ecs.send(new DescribeServicesCommand({ cluster, services: names }))
    const now = new Map(described.services?.map(one => [one.serviceName, one.desiredCount]))
    await Promise.all(
      services
        .filter(({ name, serviceName }) => name in counts && now.get(serviceName) !== counts[name])
        .map(({ name, serviceName: service }) =>
          ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount: counts[name]! })),
        ),
    )
  }

  /** How many tasks each service should have now, by name. */
  async counts(): Promise<Record<string, number>> {
    const { DescribeServicesCommand } = await import('@aws-sdk/client-ecs')
    const { cluster, services } = this.#settings
    const ecs = await this.#ecs()
    const names = services.map(({ serviceName }) => serviceName)
    const described = await ecs.send(new DescribeServicesCommand({ cluster, services: names }))
    const now = new Map(described.services?.map(one => [one.serviceName, one.desiredCount ?? 0]))
    return Object.fromEntries(services.map(({ name, serviceName }) => [name, now.get(serviceName) ?? 0]))
  }

  /** Tasks that no service keeps, of this environment: migrations, jobs, `run`. */
  async oneOff(): Promise<number> {
    const { ListTasksCommand, DescribeTasksCommand } = await import('@aws-sdk/client-ecs')
    const { cluster, ownPrefix } = this.#settings
    const ecs = await this.#ecs()
    const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster }))
    if (taskArns.length === 0) return 0
    const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }))
    return tasks.filter(({ group }) => group?.startsWith(`family:${ownPrefix}`)).length
  }

  async #tasksOf(serviceName: string, desiredStatus: 'RUNNING' | 'STOPPED'): Promise<Task[]> {
    const { ListTasksCommand, DescribeTasksCommand } = await import('@aws-sdk/client-ecs')
    const { cluster } = this.#settings
    const ecs = await this.#ecs()
    const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster, serviceName, desiredStatus }))
    if (taskArns.length === 0) return []
    const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }))
    return tasks.toSorted((a, b) => (b.createdAt?.getTime() ?? 0) - (a.createdAt?.getTime() ?? 0))
  }
}

/** Puts ECS's answers together. Pure. */
export function factsOf(
  service: Service | undefined,
  going: readonly Task[],
  stopped: readonly Task[],
  since: number,
): EcsFacts {
  const primary = service?.deployments?.find(({ status }) => status === 'PRIMARY')
  const newest = going[0]
  // What a release replaced says nothing about what runs now.
  const from = Math.max(since, primary?.createdAt?.getTime() ?? 0)
  return {
    desired: service?.desiredCount ?? 0,
    running: service?.runningCount ?? 0,
    pending: service?.pendingCount ?? 0,
    failure:
      primary?.rolloutState === 'FAILED'
        ? (primary.rolloutStateReason ?? 'The deployment failed.')
        : undefined,
    tasks: going.map(taskFacts),
    stopped: stopped
      .filter(task => endedByItself(task) && (task.stoppedAt?.getTime() ?? 0) > from)
      .map(taskFacts),
    deploying: (service?.deployments?.length ?? 0) > 1,
    addresses: going.filter(({ lastStatus }) => lastStatus === 'RUNNING').flatMap(addressOf),
    breakdown: newest && breakdownOf(newest),
    startedAt: newest?.startedAt?.getTime(),
  }
}

function taskFacts(task: Task): TaskFacts {
  return {
    lastStatus: task.lastStatus ?? '',
    pullStartedAt: task.pullStartedAt?.getTime(),
    pulledAt: task.pullStoppedAt?.getTime(),
    stoppedReason: task.stoppedReason,
    exitCode: task.containers?.find(({ exitCode }) => exitCode !== undefined)?.exitCode,
  }
}

/** Not because somebody or the scheduler asked for it, and not because Spot took it; unless it was found unwell. */
function endedByItself({ stopCode, stoppedReason = '' }: Task): boolean {
  if (stopCode === 'ServiceSchedulerInitiated') return /failed .*health checks/i.test(stoppedReason)
  return stopCode === 'EssentialContainerExited' || stopCode === 'TaskFailedToStart'
}

function addressOf({ containers = [] }: Task): string[] {
  return containers.flatMap(({ networkInterfaces = [] }) =>
    networkInterfaces.flatMap(({ privateIpv4Address }) => privateIpv4Address ?? []),
  )
}

/** How long each part took until its container started, in seconds; undefined before that. Pure. */
export function breakdownOf({ createdAt, pullStartedAt, pullStoppedAt, startedAt }: Task) {
  if (!createdAt || !pullStartedAt || !pullStoppedAt || !startedAt) return undefined
  const seconds = (from: Date, to: Date) =>
    Math.max(0, Math.round((to.getTime() - from.getTime()) / 100) / 10)
  return {
    capacity: seconds(createdAt, pullStartedAt),
    image: seconds(pullStartedAt, pullStoppedAt),
    container: seconds(pullStoppedAt, startedAt),
  }
}
