import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'

/** The region of a scenario, unless it says otherwise. */
export const region = 'us-east-1'

/** What any client needs to reach a stand-in. */
export function clientEnvironment(endpoint: string, there = region): NodeJS.ProcessEnv {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'testing',
    AWS_SECRET_ACCESS_KEY: 'testing',
    AWS_REGION: there,
    AWS_DEFAULT_REGION: there,
  }
}

/** Reads and meddles with what stands, by way of boto3: a client that nobody here wrote. One Python for a whole suite. */
export class Boto3 {
  readonly #python: ChildProcessByStdio<Writable, Readable, null>
  readonly #answers: Interface
  #last: Promise<unknown> = Promise.resolve()

  constructor(endpoint: string, there = region) {
    const script = path.join(import.meta.dirname, 'witness.py')
    const env = { ...process.env, ...clientEnvironment(endpoint, there), AWS_MAX_ATTEMPTS: '1' }
    this.#python = spawn('python3', [script], { env, stdio: ['pipe', 'pipe', 'inherit'] })
    this.#answers = createInterface(this.#python.stdout)
  }

  /** Calls a method as boto3 names it, all its pages. Rejects with AWS's error code as the message. */
  // biome-ignore lint/suspicious/noExplicitAny: the output of whatever was called
  call(service: string, method: string, input: object = {}): Promise<any> {
    const answer = this.#last.then(() => this.#ask([service, method, input]))
    this.#last = answer.catch(() => undefined)
    return answer
  }

  stop(): void {
    this.#python.kill()
  }

  async #ask(question: readonly unknown[]): Promise<unknown> {
    this.#python.stdin.write(`${JSON.stringify(question)}\n`)
    const [line] = await once(this.#answers, 'line')
    const { output, error } = JSON.parse(line)
    if (error !== undefined) throw new Error(error)
    return output
  }
}
