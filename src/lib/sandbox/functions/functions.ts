import pLimit from 'p-limit'
import { ExecutionEnvironment } from './execution-environment.ts'
import type { FunctionSpec, Invocation, Ran } from './function-spec.ts'
import { Packages } from './packages.ts'

/** Processes at once, however many events there are: this machine is no region. */
const mostAtOnce = 8
/** Real ms for which a loaded handler waits for its next event. */
const idleMs = 60_000

interface Idle {
  readonly environment: ExecutionEnvironment
  readonly timer: NodeJS.Timeout
}

/** Runs handlers in processes of their own, and keeps those warm that have run. */
export class Functions {
  readonly #packages = new Packages()
  readonly #idle = new Map<string, Idle[]>()
  readonly #all = new Set<ExecutionEnvironment>()
  readonly #running = pLimit(mostAtOnce)
  #closed = false

  /**
   * Runs one event; rejects only where the package cannot be unpacked.
   *
   * @param zip reads the package, asked for once
   */
  async run(spec: FunctionSpec, zip: () => Uint8Array, invocation: Invocation): Promise<Ran> {
    return await this.#running(async () => {
      const environment = this.#warm(spec) ?? (await this.#start(spec, zip))
      const ran = await environment.run(invocation)
      this.#rest(spec, environment)
      return ran
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const { timer } of [...this.#idle.values()].flat()) clearTimeout(timer)
    for (const environment of this.#all) environment.end()
    await this.#packages.close()
  }

  #warm({ key }: FunctionSpec): ExecutionEnvironment | undefined {
    for (;;) {
      const idle = this.#idle.get(key)?.pop()
      if (!idle) return undefined
      clearTimeout(idle.timer)
      if (idle.environment.usable) return idle.environment
    }
  }

  async #start(spec: FunctionSpec, zip: () => Uint8Array): Promise<ExecutionEnvironment> {
    const directory = await this.#packages.directoryOf(spec.sha256, zip)
    const environment = new ExecutionEnvironment(spec, directory)
    this.#all.add(environment)
    return environment
  }

  #rest({ key }: FunctionSpec, environment: ExecutionEnvironment): void {
    if (!environment.usable || this.#closed) {
      environment.end()
      this.#all.delete(environment)
      return
    }
    const timer = setTimeout(() => {
      environment.end()
      this.#all.delete(environment)
    }, idleMs).unref()
    this.#idle.set(key, [...(this.#idle.get(key) ?? []), { environment, timer }])
  }
}
