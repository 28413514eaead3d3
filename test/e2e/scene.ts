import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type Manifest, parse, resolveManifest } from '../../src/lib/manifest/index.ts'
import { openLedger } from '../../src/lib/releases/ledger.ts'
import { listReleases } from '../../src/lib/releases/records.ts'
import { bootstrap } from '../../src/lib/runbooks/bootstrap.ts'
import type { Context } from '../../src/lib/runbooks/context.ts'
import { type DeployOptions, deploy } from '../../src/lib/runbooks/deploy.ts'
import { plan } from '../../src/lib/runbooks/plan.ts'
import { importValues } from '../../src/lib/runbooks/secrets.ts'
import { teardown } from '../../src/lib/runbooks/teardown.ts'
import { type Sandbox, startSandbox } from '../../src/lib/sandbox/index.ts'
import { live, type Write } from './mortal-run.ts'

const template = path.resolve(import.meta.dirname, '../fixtures/web-app.yml')

/** The web app of the templates in staging; smoke tests go through the real network, and take the wall's time. */
export async function webApp(change = (text: string) => text): Promise<Manifest> {
  const text = (await readFile(template, 'utf8')).replace(/^ +smoke:.*\n/m, '')
  return resolveManifest(parse(change(text), 'deployctl.yml'), 'staging', {
    env: {},
    gitSha: () => undefined,
  })
}

/** The image that the sandbox's registry gives to everybody, for every service. */
export function released(sandbox: Sandbox): DeployOptions {
  return {
    services: [],
    images: { app: `${new URL(sandbox.endpoint).host}/sandbox/hello:latest` },
    keep: false,
  }
}

export const work = {
  bootstrap: (context: Context) => bootstrap(context, { confirm: async () => true }),
  values: (context: Context) =>
    importValues(context, { 'app.OPENAI_API_KEY': 'sk-1', 'app.SECRET_KEY': 'a'.repeat(64) }),
  teardown: (context: Context) =>
    teardown(context, { deleteData: new Set(['*']), confirm: async () => true }),
  plan,
  releases: ({ scope, ports }: Context) => listReleases(openLedger(scope, ports.s3)),
  deploy: (sandbox: Sandbox) => (context: Context) => deploy(context, released(sandbox)),
}

/** A sandbox whose time passes only in `IdleClock`. */
export function stillSandbox(directory?: string): Promise<Sandbox> {
  return startSandbox({ speed: 0, ...(directory === undefined ? {} : { directory }) })
}

/** A state that many sandboxes begin from. */
export interface StartingPoint extends AsyncDisposable {
  /** A sandbox of its own, in that state. */
  open(): Promise<Sandbox>
}

/** Brings a sandbox into a state, once. */
export async function startingPoint(prepare: (sandbox: Sandbox) => Promise<unknown>): Promise<StartingPoint> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'deployctl-start-'))
  const origin = path.join(directory, 'origin')
  const sandbox = await stillSandbox(origin)
  await prepare(sandbox)
  await sandbox.close()
  let copies = 0
  return {
    async open() {
      const copy = path.join(directory, String(++copies))
      await cp(origin, copy, { recursive: true })
      return stillSandbox(copy)
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  }
}

/** The ground of the web app, with its values. */
export async function ground(sandbox: Sandbox, manifest: Manifest): Promise<void> {
  await live(sandbox, manifest, work.bootstrap)
  await live(sandbox, manifest, work.values)
}

/** The points at which a run may die: before its first write, and after each that changed something. */
export function pointsOf(writes: readonly Write[]): { after: number; write: string }[] {
  const points = writes.map(({ name, refused }, index) => ({ after: index + 1, write: name, refused }))
  return [{ after: 0, write: 'nothing' }, ...points.filter(({ refused }) => !refused)]
}
