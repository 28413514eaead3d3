import { setTimeout } from 'node:timers/promises'
import type Docker from 'dockerode'
import { createOptions } from './create-options.ts'
import { refusalOf, removeContainer } from './engine.ts'
import type { Networks } from './networks.ts'
import { readOutput } from './output.ts'
import type { Pace } from './pace.ts'
import { pullImage } from './pull.ts'
import type { ContainerSpec, Exit, TaskListener, TaskSpec } from './task-spec.ts'
import { openToAll } from './volumes.ts'

export interface TaskSurroundings {
  readonly docker: Docker
  readonly networks: Networks
  readonly stateId: string
  readonly pace: Pace
  readonly listener: TaskListener
}

interface Started {
  readonly spec: ContainerSpec
  readonly container: Docker.Container
  readonly exit: Promise<Exit>
}

/** The containers of one task. The first has the network, and the others share it. */
export class RunningTask {
  readonly #spec: TaskSpec
  readonly #in: TaskSurroundings
  readonly #ended = new AbortController()
  readonly #created: Docker.Container[] = []
  readonly #started: Started[] = []
  readonly #watches: Promise<void>[] = []
  #ports: ReadonlyMap<number, number> = new Map()

  constructor(spec: TaskSpec, surroundings: TaskSurroundings) {
    this.#spec = spec
    this.#in = surroundings
  }

  /** Aborted once it has ended, or was told to. */
  get ended(): AbortSignal {
    return this.#ended.signal
  }

  /** Where on 127.0.0.1 a port of the task is to be reached. */
  publishedPort(port: number): number | undefined {
    return this.#ports.get(port)
  }

  /**
   * Pulls the images, then starts the containers in the order of the task definition.
   *
   * @returns why it cannot, as ECS words it
   */
  async start(): Promise<string | undefined> {
    for (const spec of this.#spec.containers) {
      const failure = await pullImage(this.#in.docker, spec.image, this.#spec.login, this.ended)
      if (failure !== undefined) return `CannotPullContainerError: pull image ${spec.image}: ${failure}`
    }
    for (const spec of this.#spec.containers) {
      if (this.ended.aborted) return undefined
      const problem = await this.#startOne(spec)
      if (problem !== undefined) return problem
    }
    return undefined
  }

  /** @returns how all ended, once an essential one has ended by itself; undefined where the task was told to stop */
  async exits(): Promise<readonly Exit[] | undefined> {
    const essential = this.#started.filter(({ spec }) => spec.essential).map(({ exit }) => exit)
    // A watch ends with the task, or fails.
    await Promise.race([...essential, ...this.#watches])
    return this.ended.aborted ? undefined : await this.stop()
  }

  /** SIGTERM, and SIGKILL for what has not heeded it in time. */
  async stop(): Promise<readonly Exit[]> {
    this.#ended.abort()
    return await Promise.all(
      this.#started.map(async ({ spec, container, exit }) => {
        const t = Math.ceil(this.#in.pace.realMs(spec.stopTimeout * 1000, 2000) / 1000)
        await container.stop({ t }).catch(ignoreGone)
        return await exit
      }),
    )
  }

  async remove(): Promise<void> {
    this.#ended.abort()
    await Promise.all(this.#created.map(removeContainer))
  }

  async #startOne(spec: ContainerSpec): Promise<string | undefined> {
    const { docker, listener, networks } = this.#in
    const [first] = this.#created
    try {
      const network = first ? { of: first.id } : { name: await networks.of(this.#spec.vpc) }
      const options = createOptions(this.#spec, spec, { ...this.#in, network })
      const container = await docker.createContainer(options)
      this.#created.push(container)
      await openToAll(container, spec.volumes)
      const attached = await container.attach({ stream: true, stdout: true, stderr: true })
      const output = readOutput(docker, attached, lines => listener.lines(spec.name, lines))
      await container.start()
      this.#started.push({ spec, container, exit: exitOf(spec, container, output) })
      if (!first) this.#ports = await publishedPorts(container)
      if (spec.healthCheck) this.#watches.push(this.#watchHealth(spec, container))
      return undefined
    } catch (error) {
      return `CannotStartContainerError: ${refusalOf(error)}`
    }
  }

  /** The engine does the checks; asking is all that is left, as its events could be missed. */
  async #watchHealth({ name, healthCheck }: ContainerSpec, container: Docker.Container): Promise<void> {
    const everyMs = this.#in.pace.realMs(healthCheck!.interval * 1000, 200)
    let before = 'starting'
    while (!this.ended.aborted) {
      const { State } = await container.inspect().catch(() => ({ State: undefined }))
      const now = State?.Health?.Status ?? before
      if (now !== before) await this.#in.listener.health(name, now === 'healthy')
      before = now
      await setTimeout(everyMs, undefined, { signal: this.ended }).catch(() => {})
    }
  }
}

async function exitOf(
  { name }: ContainerSpec,
  container: Docker.Container,
  output: Promise<void>,
): Promise<Exit> {
  try {
    const [{ StatusCode }] = await Promise.all([container.wait(), output])
    const { State } = await container.inspect()
    return { name, code: StatusCode, outOfMemory: State.OOMKilled }
  } catch (error) {
    ignoreGone(error as { statusCode?: number })
    return { name, code: killed, outOfMemory: false }
  }
}

/** By SIGKILL. */
const killed = 137

async function publishedPorts(container: Docker.Container): Promise<ReadonlyMap<number, number>> {
  const { NetworkSettings } = await container.inspect()
  const bound = Object.entries(NetworkSettings.Ports).flatMap(([port, bindings]) => {
    const [binding] = bindings ?? []
    return binding ? [[Number.parseInt(port, 10), Number(binding.HostPort)] as const] : []
  })
  return new Map(bound)
}

/** 304: it has stopped already. */
function ignoreGone(error: { statusCode?: number }): void {
  if (error.statusCode !== 304 && error.statusCode !== 404) throw error
}
