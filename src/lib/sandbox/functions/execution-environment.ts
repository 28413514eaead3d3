import { type ChildProcess, fork } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import { setTimeout as startTimer } from 'node:timers'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { FunctionSpec, Invocation, Ran } from './function-spec.ts'
import type { FromRunner, HandlerError, ToRunner } from './messages.ts'

const runner = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './runner.ts' : './runner.js', import.meta.url),
)

/** Lambda gives the loading of code ten seconds, before it counts against the call. */
const longestLoadMs = 10_000

/** One process that holds a loaded handler and runs one event at a time, over and over: what Lambda calls an execution environment. */
export class ExecutionEnvironment {
  readonly #spec: FunctionSpec
  readonly #child: ChildProcess
  readonly #started = performance.now()
  #lines: string[] = []
  #initMs: number | undefined
  readonly #loaded = Promise.withResolvers<void>()
  #told: (message: FromRunner | { readonly kind: 'exited'; readonly code: number | null }) => void = () => {}
  #usable = true
  #failedToLoad: HandlerError | undefined

  /** @param directory where the package is unpacked */
  constructor(spec: FunctionSpec, directory: string) {
    this.#spec = spec
    this.#child = fork(runner, [], {
      cwd: directory,
      env: { ...spec.environment, LAMBDA_TASK_ROOT: directory },
      execArgv: [`--max-old-space-size=${spec.memory}`],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    // The sandbox must be free to end: it ends these by itself.
    this.#child.unref()
    this.#child.channel?.unref()
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', text => this.#lines.push(...text.trimEnd().split('\n')))
    }
    this.#child.on('message', message => this.#hear(message as FromRunner))
    // `close` comes once all that was written has arrived, unlike `exit`.
    this.#child.on('close', code => {
      this.#usable = false
      this.#loaded.resolve()
      this.#told({ kind: 'exited', code })
    })
    this.#child.on('error', () => {})
  }

  /** Whether it may be given another event. */
  get usable(): boolean {
    return this.#usable
  }

  /** Runs one event; never rejects. */
  async run({ requestId, event, context, now }: Invocation): Promise<Ran> {
    const isCold = this.#initMs === undefined
    // Loading has a time of its own, as on Lambda.
    await Promise.race([this.#loaded.promise, setTimeout(longestLoadMs, undefined, { ref: false })])
    const began = performance.now()
    const ahead = now - Date.now()
    const deadline = Date.now() + this.#spec.timeout * 1000
    const outcome = new Promise<Pick<Ran, 'payload' | 'error'>>(resolve => {
      const timer = startTimer(() => resolve(this.#giveUp(requestId)), this.#spec.timeout * 1000)
      this.#told = message => {
        const result = this.#resultOf(message, requestId)
        if (!result) return
        clearTimeout(timer)
        resolve(result)
      }
      if (this.#failedToLoad) this.#told({ kind: 'failed-to-load', error: this.#failedToLoad })
      else if (!this.#usable) this.#told({ kind: 'exited', code: this.#child.exitCode })
      else this.#child.send({ requestId, event, context: { ...context, deadline }, ahead } satisfies ToRunner)
    })
    const result = await outcome
    this.#told = () => {}
    const lines = this.#lines
    this.#lines = []
    const durationMs = performance.now() - began
    return { ...result, lines, durationMs, ...(isCold ? { initMs: this.#initMs ?? 0 } : {}) }
  }

  end(): void {
    this.#usable = false
    this.#child.kill('SIGKILL')
  }

  #hear(message: FromRunner): void {
    if (message.kind === 'logged') this.#lines.push(message.text)
    if (message.kind === 'ready') {
      this.#initMs = performance.now() - this.#started
      this.#loaded.resolve()
    }
    if (message.kind === 'failed-to-load') {
      this.#failedToLoad = message.error
      this.#loaded.resolve()
      this.end()
    }
    this.#told(message)
  }

  #resultOf(
    message: FromRunner | { readonly kind: 'exited'; readonly code: number | null },
    requestId: string,
  ): Pick<Ran, 'payload' | 'error'> | undefined {
    if (message.kind === 'answered') return { payload: message.payload }
    if (message.kind === 'failed' || message.kind === 'failed-to-load') return { error: message.error }
    if (message.kind !== 'exited') return undefined
    const how = message.code === null ? 'signal: killed' : `exit status ${message.code}`
    return { error: failure('Runtime.ExitError', requestId, `Runtime exited with error: ${how}`) }
  }

  #giveUp(requestId: string): Pick<Ran, 'error'> {
    this.end()
    const message = `Task timed out after ${this.#spec.timeout.toFixed(2)} seconds`
    return { error: failure('Sandbox.Timedout', requestId, message) }
  }
}

function failure(errorType: string, requestId: string, message: string): HandlerError {
  return { errorType, errorMessage: `RequestId: ${requestId} Error: ${message}` }
}
