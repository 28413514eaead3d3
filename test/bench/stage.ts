import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/lib/sandbox/index.ts'
import { deployctl, type Ended, type Run, run } from './timing.ts'

export const services = [
  'system-service',
  'storage-service',
  'user-service',
  'ai-config-service',
  'ai-content-service',
  'ai-analytics-service',
  'music-service',
  'api-gateway',
] as const

type StageOptions = Pick<SandboxOptions, 'speed' | 'latencyMs'>

/** A project of eight services in a directory of its own, and the sandbox that it is deployed to. */
export class Stage implements AsyncDisposable {
  readonly directory: string
  #sandbox: Sandbox

  private constructor(directory: string, sandbox: Sandbox) {
    this.directory = directory
    this.#sandbox = sandbox
  }

  static async open(options: StageOptions): Promise<Stage> {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'deployctl-bench-'))
    return new Stage(directory, await startSandbox({ ...options, directory: sandboxIn(directory) }))
  }

  get sandbox(): Sandbox {
    return this.#sandbox
  }

  /** What a shell has to have set for its programs to reach the sandbox. */
  get env(): Record<string, string | undefined> {
    return {
      PATH: process.env.PATH,
      HOME: this.directory,
      AWS_ENDPOINT_URL: this.#sandbox.endpoint,
      AWS_ACCESS_KEY_ID: 'sandbox',
      AWS_SECRET_ACCESS_KEY: 'sandbox',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_PAGER: '',
    }
  }

  /** The same state behind a sandbox that answers otherwise. */
  async reopen(options: StageOptions): Promise<void> {
    await this.#sandbox.close()
    this.#sandbox = await startSandbox({ ...options, directory: sandboxIn(this.directory) })
  }

  /** @param greeting what the services are given to say: another one makes another release */
  async describe({ greeting = 'hello', domain = '' } = {}): Promise<void> {
    const image = `${new URL(this.#sandbox.endpoint).host}/sandbox/hello:latest`
    await writeFile(path.join(this.directory, 'deployctl.yml'), manifest(image, greeting, domain))
  }

  deployctl(words: string, options: Run = {}): Promise<Ended> {
    return run(process.execPath, [deployctl, ...words.split(' ')], {
      cwd: this.directory,
      env: this.env,
      ...options,
    })
  }

  /** Two releases, of which the second serves. */
  async release(): Promise<void> {
    await this.describe()
    await this.deployctl('bootstrap prod --yes')
    await this.deployctl('deploy prod')
    await this.describe({ greeting: 'good day' })
    await this.deployctl('deploy prod')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sandbox.close()
    await rm(this.directory, { recursive: true, force: true })
  }
}

function sandboxIn(directory: string): string {
  return path.join(directory, 'sandbox')
}

function manifest(image: string, greeting: string, domain: string): string {
  const service = (name: string, index: number) => `
  ${name}:
    image: ${image}
    port: ${3000 + index}
    routes: ["/${name}/*"]
    health: {path: /health, interval: 10s, grace: 30s}
    drain: 10s
    env: {GREETING: ${greeting}}`
  return `version: 1
project: shop
account: "123456789012"
region: us-east-1
${domain}
services:${services.map(service).join('')}
environments:
  prod: {}
`
}
