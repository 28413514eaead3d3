import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type FaultPlan, type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'

const deployctl = path.resolve(import.meta.dirname, '../../bin/run.js')

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
  /** Called with the child as soon as it runs, to interrupt or kill it. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void, pid: number) => void
  /** Called at every piece of output. */
  readonly onOutput?: () => void
}

/** A project in a directory of its own, and the sandbox that it is deployed to. */
export interface Project extends AsyncDisposable {
  readonly directory: string
  readonly sandbox: Sandbox
  /** Runs the real command line as a process of its own. */
  run(words: string, options?: RunOptions): Promise<Ended>
  /** The same with `--json`, and its one document. */
  json<T = Record<string, unknown>>(
    words: string,
    options?: RunOptions,
  ): Promise<Ended & { readonly document: T }>
  edit(change: (manifest: string) => string): Promise<void>
}

export interface ProjectOptions {
  readonly manifest?: string
  readonly speed?: number
  readonly faults?: FaultPlan
}

/** One service of an image that the sandbox's registry holds already: no Docker Engine is needed. */
export const plainManifest = `version: 1
project: shop
region: us-east-1
services:
  app:
    image: \${env.SANDBOX_REGISTRY}/sandbox/hello
    port: 8080
    routes: ["/*"]
    health: {path: /health, interval: 10s, grace: 30s}
    drain: 10s
    env: {GREETING: hello}
environments:
  staging: {}
  prod: {protected: true}
`

export async function openProject({
  manifest = plainManifest,
  speed = 200,
  faults,
}: ProjectOptions = {}): Promise<Project> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'deployctl-e2e-'))
  const file = path.join(directory, 'deployctl.yml')
  await writeFile(file, manifest)
  const sandbox = await startSandbox({ speed, ...(faults ? { faults } : {}) })
  const env = {
    AWS_ENDPOINT_URL: sandbox.endpoint,
    AWS_ACCESS_KEY_ID: 'sandbox',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
    SANDBOX_REGISTRY: new URL(sandbox.endpoint).host,
  }
  const run = (words: string, options: RunOptions = {}) =>
    runCli(words.split(' '), directory, { ...options, env: { ...env, ...options.env } })
  return {
    directory,
    sandbox,
    run,
    json: async (words, options) => {
      const ended = await run(`${words} --json`, options)
      return { ...ended, document: JSON.parse(ended.stdout) }
    },
    edit: async change => writeFile(file, change(await readFile(file, 'utf8'))),
    [Symbol.asyncDispose]: async () => {
      await sandbox.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

export async function runCli(
  words: readonly string[],
  cwd: string,
  { input, env, onStart, onOutput }: RunOptions = {},
): Promise<Ended> {
  const inherited = { PATH: process.env.PATH, HOME: cwd, NODE_NO_WARNINGS: '1' }
  const child = spawn(process.execPath, [deployctl, ...words], { cwd, env: { ...inherited, ...env } })
  child.stdin.end(input ?? '')
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', chunk => (stdout += chunk))
  child.stderr.on('data', chunk => (stderr += chunk))
  for (const stream of [child.stdout, child.stderr]) stream.on('data', () => onOutput?.())
  onStart?.(signal => child.kill(signal), child.pid!)
  const code = await new Promise<number | null>(resolve => child.on('close', resolve))
  return { code, stdout, stderr }
}
