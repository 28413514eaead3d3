import type Docker from 'dockerode'
import { stateLabel } from './create-options.ts'
import { openEngine, removeLeftovers } from './engine.ts'
import { Networks, removeNetworks } from './networks.ts'
import { Pace } from './pace.ts'
import { RunningTask } from './running-task.ts'
import { stateIdOf } from './state-id.ts'
import type { TaskListener, TaskSpec } from './task-spec.ts'
import { removeVolumes } from './volumes.ts'

export interface ContainersOptions {
  /** Where the sandbox keeps its state. */
  readonly directory: string | undefined
  /** Virtual ms per real ms. */
  readonly speed: number
}

/** The tasks that run for real, on a Docker Engine. */
export class Containers {
  readonly pace: Pace
  readonly #docker: Docker
  readonly #stateId: string
  readonly #networks: Networks
  readonly #isKept: boolean
  readonly #tasks = new Map<string, RunningTask>()
  /** Names in the sandbox's registry, by which images were pulled. */
  readonly #pulled = new Set<string>()
  readonly #starting = new Set<Promise<unknown>>()
  #closed = false

  private constructor(docker: Docker, { directory, speed }: ContainersOptions) {
    this.#docker = docker
    this.#stateId = stateIdOf(directory)
    this.#networks = new Networks(docker, this.#stateId)
    this.#isKept = directory !== undefined
    this.pace = new Pace(speed)
  }

  /**
   * Finds the engine, and removes what a killed sandbox on the same directory has left in it.
   *
   * @throws DeployctlError `sandbox.no-engine`
   */
  static async open(options: ContainersOptions): Promise<Containers> {
    const containers = new Containers(await openEngine(), options)
    await removeLeftovers(containers.#docker, containers.#stateId)
    await removeNetworks(containers.#docker, containers.#stateId)
    return containers
  }

  /**
   * Runs a task.
   *
   * @returns undefined where it was told to stop meanwhile; why it cannot run, as ECS words it; or the task
   */
  async start(spec: TaskSpec, listener: TaskListener): Promise<RunningTask | string | undefined> {
    if (this.#closed) return undefined
    const surroundings = {
      docker: this.#docker,
      networks: this.#networks,
      stateId: this.#stateId,
      pace: this.pace,
      listener,
    }
    const task = new RunningTask(spec, surroundings)
    this.#tasks.set(spec.id, task)
    for (const { image } of spec.containers) {
      if (image.startsWith(`${spec.login.serveraddress}/`)) this.#pulled.add(image)
    }
    const starting = task.start()
    this.#starting.add(starting)
    const problem = await starting.finally(() => this.#starting.delete(starting))
    if (!task.ended.aborted && problem === undefined) return task
    const wasStopped = task.ended.aborted
    await this.remove(spec.id)
    // A container that was created while the task was being removed.
    await task.remove()
    return wasStopped ? undefined : problem
  }

  /** Whether nothing that still comes from the engine is to be told any more. */
  get closed(): boolean {
    return this.#closed
  }

  get(taskId: string): RunningTask | undefined {
    return this.#tasks.get(taskId)
  }

  async remove(taskId: string): Promise<void> {
    const task = this.#tasks.get(taskId)
    this.#tasks.delete(taskId)
    await task?.remove()
  }

  /** Removes every container and network of this sandbox, its files where its state goes too, and the names of its images. */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([...this.#tasks.keys()].map(id => this.remove(id)))
    // One of them may just have been making another container.
    await Promise.allSettled(this.#starting)
    await removeLeftovers(this.#docker, this.#stateId)
    await removeNetworks(this.#docker, this.#stateId)
    if (!this.#isKept) await removeVolumes(this.#docker, `${stateLabel}=${this.#stateId}`)
    // What was built here keeps its local name, and is not lost with this one.
    const names = [...this.#pulled].map(name => this.#docker.getImage(name).remove({ noprune: true }))
    await Promise.allSettled(names)
  }
}
