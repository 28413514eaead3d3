import { spawn } from 'node:child_process'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { clientEnvironment } from './boto3.ts'

const program = path.resolve(import.meta.dirname, '../../bin/run.js')

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** The real command line, in the directory of a manifest, pointed at a stand-in. */
export class Deployctl {
  readonly #directory: string
  readonly #env: NodeJS.ProcessEnv

  /** @param variables what the manifest refers to as `${env.NAME}` */
  constructor(directory: string, endpoint: string, variables: NodeJS.ProcessEnv = {}) {
    this.#directory = directory
    this.#env = { ...process.env, ...clientEnvironment(endpoint), ...variables, CI: '1' }
  }

  /** Runs it as `deployctl WORDS`; a failure is an outcome, too. */
  async run(words: string, input = ''): Promise<Outcome> {
    const child = spawn(process.execPath, [program, ...words.split(' ')], {
      cwd: this.#directory,
      env: this.#env,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    child.stdin.end(input)
    const ended = new Promise<number>(resolve => child.on('close', code => resolve(code ?? -1)))
    const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
    return { code, stdout, stderr }
  }

  /** What `--json` prints, of a command that must succeed. */
  // biome-ignore lint/suspicious/noExplicitAny: the result of whatever was run
  async json(words: string, input = ''): Promise<any> {
    const { code, stdout, stderr } = await this.run(`${words} --json`, input)
    if (code !== 0) throw new Error(`deployctl ${words} exited with ${code}:\n${stdout}\n${stderr}`)
    return JSON.parse(stdout)
  }
}
