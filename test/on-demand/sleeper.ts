import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Decision } from '../../src/lib/on-demand/idler/decide.ts'
import { openTemplate, readyImages, type Scene } from '../templates/scene.ts'
import { Visitor } from './visitor.ts'

const bucket = 'deployctl-aipa-123456789012-ap-southeast-2'

const values = {
  'api-keys.CLAUDE_CODE_OAUTH_TOKEN': 'token-1',
  'api-keys.AUTH_PASSWORD_HASH': 'a long password',
  'api-keys.LIVEKIT_URL': 'wss://example.livekit.cloud',
  'api-keys.LIVEKIT_API_KEY': 'key-1',
  'api-keys.LIVEKIT_API_SECRET': 'secret-1',
}

/** What the functions wrote down, as far as tests look at it. */
export interface Noted {
  readonly lastDecision?: { action: string; reason: string }
  readonly lastFailure?: { reason: string }
  readonly lastStart?: object
  readonly awakeSince?: number
  readonly heldUntil?: number
  readonly stopping?: object
  readonly wake?: { at: number; by: string }
}

/** The template `on-demand` on a sandbox, with its values set, before its first release. */
export async function openSleeper(
  changes: readonly (readonly [readonly (string | number)[], unknown])[] = [],
): Promise<Scene> {
  const scene = await openTemplate({ template: 'on-demand', region: 'ap-southeast-2', speed: 60 })
  await scene.set(['services', 'app', 'drain'], '1s')
  for (const [at, value] of changes) await scene.set(at, value)
  await scene.json('bootstrap production --yes')
  const file = path.join(scene.directory, 'values.json')
  await writeFile(file, JSON.stringify(values))
  await scene.json(`secrets import production ${file}`)
  await scene.json('secrets generate production')
  return scene
}

export function deploy<T = Record<string, unknown>>(scene: Scene, code = 0): Promise<T> {
  return scene.json<T>(`deploy production --yes ${readyImages(scene.sandbox, ['app'])}`, code)
}

export async function visitorOf({ json, sandbox }: Scene): Promise<Visitor> {
  const { url } = await json<{ url: string }>('status production')
  return new Visitor(sandbox.endpoint, url)
}

export async function notesOf({ ports }: Scene): Promise<Noted> {
  const { Body } = await ports.s3.getObject({ Bucket: bucket, Key: 'production/on-demand.json' })
  return JSON.parse(await Body!.transformToString())
}

/** What the idler decided, as its log tells. */
export async function decisionsOf({ ports }: Scene): Promise<Pick<Decision, 'action' | 'reason'>[]> {
  const logGroupName = '/aws/lambda/aipa-production-on-demand-idler'
  const { events = [] } = await ports.logs.filterLogEvents({ logGroupName, filterPattern: '"idle-check"' })
  return events
    .map(({ message = '' }) => JSON.parse(message) as Decision)
    .map(({ action, reason }) => ({ action, reason }))
}

/** @param seconds of real time, at about the most */
export async function settled(isSo: () => Promise<boolean>, seconds = 10): Promise<void> {
  for (let tries = 0; tries < seconds * 10; tries++) {
    if (await isSo()) return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error('It did not come to be.')
}
