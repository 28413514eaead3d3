import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SwitchResult } from '../../src/lib/runbooks/restore/switch.ts'
import type { RestoreResult } from '../../src/lib/runbooks/restore.ts'
import type { Scene } from '../templates/scene.ts'
import { deploy, openSleeper, settled, visitorOf } from './sleeper.ts'
import type { Visitor } from './visitor.ts'

const minutes = 60_000
const first = 'aipa-production-main'

describe('a database that sleeps, and was restored', () => {
  let scene: Scene
  let visitor: Visitor
  let restored: string
  const status = async (DBInstanceIdentifier: string) => {
    const { DBInstances } = await scene.ports.rds.describeDBInstances({ DBInstanceIdentifier })
    return DBInstances![0]!.DBInstanceStatus
  }
  const until = (wanted: string) => settled(async () => (await status(restored)) === wanted)

  beforeAll(async () => {
    scene = await openSleeper([
      [['databases'], { main: { engine: 'postgres', version: '16', class: 'db.t4g.micro', storage: 20 } }],
      [['onDemand', 'databases'], ['main']],
      [['services', 'app', 'secrets', 'DATABASE_URL'], '${databases.main.url}'],
    ])
    await deploy(scene)
    await scene.json('wake production')
    visitor = await visitorOf(scene)
    restored = (await scene.json<RestoreResult>('restore production main --to latest --yes')).instance
  }, 300_000)
  afterAll(async () => scene?.[Symbol.asyncDispose]())

  test('is the one that the functions know, as soon as tasks are led to it', async () => {
    const switched = await scene.json<SwitchResult>(`restore production main --switch-to ${restored} --yes`)
    expect(switched).toMatchObject({ outcome: 'switched', from: first, to: restored, sleepsOnDemand: true })
    const { items } = await scene.json<{ items: { kind: string; action: string }[] }>('plan production')
    const open = items
      .filter(({ action }) => action !== 'none')
      .map(({ kind, action }) => `${kind} ${action}`)
    // The one of before stays, and tasks are told by the next deploy.
    expect(open).toEqual(['database keep', 'task-definition update'])
  }, 60_000)

  test('sleeps and wakes by the functions, and the one of before is left alone', async () => {
    await deploy(scene)
    await scene.sandbox.advance(50 * minutes)
    await visitor.until('stopped')
    await until('stopped')
    expect(await status(first)).toBe('available')
    await visitor.ask('/chat', { accept: 'text/html' })
    await visitor.until('running', 60)
    expect(await status(restored)).toBe('available')
  }, 120_000)

  test('sleeps and wakes by the commands, too', async () => {
    await scene.json('sleep production --yes')
    await until('stopped')
    expect(await status(first)).toBe('available')
    await scene.json('wake production')
    expect(await status(restored)).toBe('available')
  }, 120_000)
})
