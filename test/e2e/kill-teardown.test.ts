import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/lib/sandbox/index.ts'
import { inventory } from './inventory.ts'
import { live } from './mortal-run.ts'
import { ground, pointsOf, startingPoint, webApp, work } from './scene.ts'

const manifest = await webApp()
const start = await startingPoint(async sandbox => {
  await ground(sandbox, manifest)
  await live(sandbox, manifest, work.deploy(sandbox))
})
const writes = await cleanRun()

async function cleanRun() {
  const sandbox = await start.open()
  const { writes } = await live(sandbox, manifest, work.teardown)
  await sandbox.close()
  return writes
}

describe('teardown, killed after any of its writes with the answer lost, and run again', () => {
  let sandbox: Sandbox
  beforeEach(async () => {
    sandbox = await start.open()
  })
  afterEach(() => sandbox.close())
  afterAll(() => start[Symbol.asyncDispose]())

  it.each(pointsOf(writes))('$after: $write', async ({ after }) => {
    expect((await live(sandbox, manifest, work.teardown, { after })).result).toBeUndefined()
    await sandbox.advance(60_000)
    const again = await live(sandbox, manifest, work.teardown)
    expect(again.result?.proof).toMatchObject({ standing: 0, vanished: [] })
    // The account's own role of ECS serves other environments, too.
    expect(await inventory(sandbox)).toEqual(['iam.roles: 1'])
    expect(sandbox.calls.failures).toEqual([])
  })
})
