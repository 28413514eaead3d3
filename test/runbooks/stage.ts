import { connect, makePorts } from '../../src/lib/aws/index.ts'
import { type Event, makeClock } from '../../src/lib/events/index.ts'
import { environmentSchema, type Manifest } from '../../src/lib/manifest/schema/manifest.ts'
import { bootstrap } from '../../src/lib/runbooks/bootstrap.ts'
import type { Context } from '../../src/lib/runbooks/context.ts'
import { type DeployResult, deploy } from '../../src/lib/runbooks/deploy.ts'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'

const scope = { project: 'shop', environment: 'prod', account: '123456789012', region: 'eu-west-1' }

/** The whole of a small system on the sandbox. */
export class Stage {
  readonly sandbox: Sandbox
  readonly events: Event[] = []
  readonly #context: Omit<Context, 'manifest'>

  private constructor(sandbox: Sandbox, speed: number) {
    this.sandbox = sandbox
    const clock = makeClock(speed)
    const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'not-verified' }
    const connection = connect({ region: scope.region, clock, endpoint: sandbox.endpoint, credentials })
    this.#context = {
      scope,
      ports: makePorts(connection),
      clock,
      emit: event => this.events.push(event),
      signal: new AbortController().signal,
      caller: { user: 'ada', host: 'laptop', pid: 1, command: 'deploy prod' },
      hasEnded: () => false,
      git: { sha: '3f2c1ab', subject: 'Add retry to calls', author: 'Ada', dirty: false },
    }
  }

  /** @param speed slower where a test has to act while something is under way */
  static async open(speed = 200): Promise<Stage> {
    return new Stage(await startSandbox({ speed }), speed)
  }

  close(): Promise<void> {
    return this.sandbox.close()
  }

  /** A manifest of these services; each runs the sandbox's own image and takes two tasks unless it says otherwise. */
  manifest(services: Record<string, object>, sections: object = {}): Manifest {
    const input = {
      version: 1,
      project: scope.project,
      region: scope.region,
      account: scope.account,
      network: { nat: 'single' },
      ingress: 'none',
      ...sections,
      services: Object.fromEntries(
        Object.entries(services).map(([name, service]) => [
          name,
          { image: this.image, count: 2, ...service },
        ]),
      ),
    }
    return { ...environmentSchema.parse(input), environment: 'prod', directory: '/' }
  }

  /** The image that the sandbox's registry gives to everybody. */
  get image(): string {
    return `${new URL(this.sandbox.endpoint).host}/sandbox/hello:latest`
  }

  context(manifest: Manifest, change: Partial<Context> = {}): Context {
    return { ...this.#context, manifest, ...change }
  }

  async bootstrap(manifest: Manifest): Promise<void> {
    await bootstrap(this.context(manifest), { confirm: async () => true })
  }

  deploy(manifest: Manifest, change: Partial<Context> = {}): Promise<DeployResult> {
    return deploy(this.context(manifest, change), { services: [], images: {}, keep: false })
  }

  /** How often an operation was called. */
  calls(operation: string): number {
    return this.sandbox.calls.records.filter(call => call.operation === operation).length
  }
}
