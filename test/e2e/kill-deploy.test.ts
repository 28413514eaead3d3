import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clusterNameOf } from '../../src/lib/resources/cluster.ts'
import type { Context } from '../../src/lib/runbooks/context.ts'
import type { Sandbox } from '../../src/lib/sandbox/index.ts'
import { inventory } from './inventory.ts'
import { live } from './mortal-run.ts'
import { ground, pointsOf, startingPoint, webApp, work } from './scene.ts'

const first = await webApp()
const second = await webApp(text => text.replace('ENVIRONMENT: ${environment}', 'ENVIRONMENT: second'))
const bootstrapped = await startingPoint(sandbox => ground(sandbox, first))
const deployed = await startingPoint(async sandbox => {
  await ground(sandbox, first)
  await live(sandbox, first, work.deploy(sandbox))
})

/** ms after which the tasks of an earlier release are gone. */
const draining = 10 * 60_000

describe.each([
  { title: 'the first deploy', start: bootstrapped, manifest: first, before: 0 },
  { title: 'a later deploy', start: deployed, manifest: second, before: 1 },
])(
  '$title, killed after any of its writes with the answer lost, and run again',
  async ({ start, manifest, before }) => {
    const clean = await cleanRun()
    let sandbox: Sandbox

    async function cleanRun() {
      const sandbox = await start.open()
      const { writes } = await live(sandbox, manifest, work.deploy(sandbox))
      const stands = await inventory(sandbox)
      await sandbox.close()
      return { writes, stands }
    }

    beforeEach(async () => {
      sandbox = await start.open()
    })
    afterEach(() => sandbox.close())
    afterAll(() => start[Symbol.asyncDispose]())

    it.each(pointsOf(clean.writes))('$after: $write', async ({ after }) => {
      expect((await live(sandbox, manifest, work.deploy(sandbox), { after })).result).toBeUndefined()
      await sandbox.advance(60_000)
      const again = await live(sandbox, manifest, work.deploy(sandbox))
      expect(again.result?.outcome).toMatch(/^(succeeded|unchanged)$/)

      const records = (await live(sandbox, manifest, work.releases)).result!
      const numbers = records.map(({ number }) => number)
      expect(numbers).toEqual(Array.from(numbers, (_, index) => numbers.length - index))
      expect(numbers.length - before).toBeLessThanOrEqual(2)
      expect(records[0]).toMatchObject({
        outcome: 'succeeded',
        services: { app: { outcome: expect.anything() } },
      })
      expect(records.filter(({ outcome }) => outcome === 'in-progress')).toEqual([])

      const serving = await live(sandbox, manifest, running)
      expect(serving.result).toBe(records[0]!.services.app!.taskDefinition)
      await sandbox.advance(draining)
      expect(await inventory(sandbox)).toEqual(clean.stands)
      expect((await live(sandbox, manifest, work.plan)).result?.changes).toBe(0)
      expect(sandbox.calls.failures).toEqual([])
    })
  },
)

/** ARN of the task definition of the one service that stands. */
async function running({ ports, manifest }: Context): Promise<string> {
  const cluster = clusterNameOf(manifest)
  const { serviceArns = [] } = await ports.ecs.listServices({ cluster })
  const { services = [] } = await ports.ecs.describeServices({ cluster, services: serviceArns })
  expect(services).toHaveLength(1)
  return services[0]!.taskDefinition!
}
