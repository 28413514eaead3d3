import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../../src/lib/sandbox/index.ts'
import { inventory } from './inventory.ts'
import { live } from './mortal-run.ts'
import { pointsOf, stillSandbox, webApp, work } from './scene.ts'

const manifest = await webApp()
const clean = await cleanRun()

async function cleanRun() {
  const sandbox = await stillSandbox()
  const { writes } = await live(sandbox, manifest, work.bootstrap)
  const stands = await inventory(sandbox)
  await sandbox.close()
  return { writes, stands }
}

/** Killed before a call is carried out is, to AWS, killed after the one before it. */
describe('bootstrap, killed after any of its writes with the answer lost, and run again', () => {
  let sandbox: Sandbox
  beforeEach(async () => {
    sandbox = await stillSandbox()
  })
  afterEach(() => sandbox.close())

  it('has a write for everything that stands', () => {
    expect(clean.writes.length).toBeGreaterThan(50)
    expect(clean.stands).toContain('ec2.nat-gateways a')
  })

  it.each(pointsOf(clean.writes))('$after: $write', async ({ after }) => {
    const first = await live(sandbox, manifest, work.bootstrap, { after })
    expect(first.result).toBeUndefined()
    await sandbox.advance(60_000)
    const again = await live(sandbox, manifest, work.bootstrap)
    expect(again.result).toBeDefined()
    expect((await live(sandbox, manifest, work.plan)).result?.changes).toBe(0)
    expect(await inventory(sandbox)).toEqual(clean.stands)
    expect(sandbox.calls.failures).toEqual([])
  })
})
