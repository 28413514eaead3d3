import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { CreateServiceLinkedRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { parseDocument } from 'yaml'
import { connect, makePorts, type Ports } from '../../src/lib/aws/index.ts'
import { makeClock } from '../../src/lib/events/index.ts'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { type Ended, runCli } from '../e2e/cli.ts'
import { makeHostedZone } from '../resources/hosted-zone.ts'

export const account = '123456789012'
export const credentials = { accessKeyId: account, secretAccessKey: 'sandbox' }

/** A template as `init` copies it, and a sandbox to deploy it to. */
export interface Scene extends AsyncDisposable {
  readonly directory: string
  readonly sandbox: Sandbox
  /** AWS as somebody else would speak to it, to plant faults and to look. */
  readonly ports: Ports
  /** Runs the real command line, which must end with this code; its one document. */
  json<T = Record<string, unknown>>(words: string, code?: number): Promise<T>
  run(words: string): Promise<Ended>
  /** Writes a value into the manifest, as a user would. */
  set(path: readonly (string | number)[], value: unknown): Promise<void>
  /** What wrote to AWS since the last time this was asked. */
  writes(): string[]
}

export interface SceneOptions {
  readonly template: string
  readonly region: string
  /** Virtual milliseconds in one of the wall's. */
  readonly speed?: number
}

/** Copies a template into a directory of its own, beside a sandbox that is empty but for the account itself. */
export async function openTemplate({ template, region, speed = 400 }: SceneOptions): Promise<Scene> {
  const directory = await mkdtemp(path.join(os.tmpdir(), `deployctl-${template}-`))
  await cp(path.resolve(import.meta.dirname, '../../templates', template), directory, { recursive: true })
  const sandbox = await startSandbox({ speed })
  // Every account that ever had a service has it.
  const iam = new IAMClient({ endpoint: sandbox.endpoint, region: 'us-east-1', credentials })
  await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'ecs.amazonaws.com' }))
  const clock = makeClock(speed, sandbox.clock.now())
  const ports = makePorts(connect({ region, clock, endpoint: sandbox.endpoint, credentials }))
  const env = {
    AWS_ENDPOINT_URL: sandbox.endpoint,
    AWS_ACCESS_KEY_ID: account,
    AWS_SECRET_ACCESS_KEY: 'sandbox',
  }
  const run = (words: string) => runCli(words.split(' '), directory, { env })
  const file = path.join(directory, 'deployctl.yml')
  let seen = 0
  return {
    directory,
    sandbox,
    ports,
    run,
    async json(words, code = 0) {
      const ended = await run(`${words} --json`)
      if (ended.code !== code)
        throw new Error(
          `deployctl ${words} ended with ${ended.code}, not ${code}:\n${ended.stdout}${ended.stderr}`,
        )
      return JSON.parse(ended.stdout)
    },
    async set(at, value) {
      const document = parseDocument(await readFile(file, 'utf8'))
      if (value === undefined) document.deleteIn(at)
      else document.setIn(at, value)
      await writeFile(file, document.toString())
    },
    writes() {
      const fresh = sandbox.calls.records.slice(seen)
      seen = sandbox.calls.records.length
      return fresh
        .filter(({ mutating }) => mutating)
        .map(({ service, operation }) => `${service}:${operation}`)
    },
    [Symbol.asyncDispose]: async () => {
      await sandbox.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** The image that the sandbox's registry holds already, for each of these services, as flags of `deploy`. */
export function readyImages(sandbox: Sandbox, services: readonly string[]): string {
  const image = `${new URL(sandbox.endpoint).host}/sandbox/hello:latest`
  return services.map(service => `--image ${service}=${image}`).join(' ')
}

/** The runbook's zone, under the id that this account gives it. */
export async function hostedZone({ sandbox, set }: Scene): Promise<void> {
  await set(['domain', 'hostedZone'], await makeHostedZone(sandbox))
}
