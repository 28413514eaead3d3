import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Ports } from '../../src/lib/aws/index.ts'
import { openLedger } from '../../src/lib/releases/ledger.ts'
import { listReleases } from '../../src/lib/releases/records.ts'
import { Stage } from './stage.ts'

let stage: Stage
const manifest = (colour: string) => stage.manifest({ api: { env: { COLOUR: colour } } })

beforeAll(async () => {
  stage = await Stage.open()
  await stage.bootstrap(manifest('none'))
})
afterAll(() => stage.close())

const writes = /^(create|put|register|update|tag|delete|deregister)/

/** Ports of a process that dies after so many writes: from then on nothing reaches AWS, not even a farewell. */
function dying(ports: Ports, after: number): { ports: Ports; died: () => boolean } {
  let written = 0
  let dead = false
  const wrap = (port: object) =>
    new Proxy(port as Record<string, (...call: unknown[]) => unknown>, {
      get: (target, name: string) => async (input: unknown, options: unknown) => {
        dead ||= writes.test(name) && ++written > after
        if (dead) throw new Error('dead')
        return target[name]!(input, options)
      },
    })
  const wrapped = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, wrap(port)]))
  return { ports: wrapped as unknown as Ports, died: () => dead }
}

test('a deploy that is killed at any write is finished by the same deploy', { timeout: 60_000 }, async () => {
  const { ports, clock, scope } = stage.context(manifest('none'))
  let after = 0
  for (let died = true; died; after++) {
    const colour = `colour-${after}`
    const mortal = dying(ports, after)
    await stage.deploy(manifest(colour), { ports: mortal.ports }).catch(() => {})
    died = mortal.died()
    // The lease of the dead holder has to end first.
    if (died) await clock.sleep(60_000)
    const { release } = await stage.deploy(manifest(colour))
    const [newest] = await listReleases(openLedger(scope, ports.s3), 1)
    expect(newest, `killed after ${after} writes`).toMatchObject({ number: release, outcome: 'succeeded' })

    const { services } = await ports.ecs.describeServices({
      cluster: 'shop-prod',
      services: ['shop-prod-api'],
    })
    const { taskDefinition } = await ports.ecs.describeTaskDefinition({
      taskDefinition: services![0]!.taskDefinition!,
    })
    expect(taskDefinition!.containerDefinitions![0]!.environment).toEqual([{ name: 'COLOUR', value: colour }])
  }
  expect(after).toBeGreaterThan(6)
  const records = await listReleases(openLedger(scope, ports.s3))
  expect(records.filter(({ outcome }) => outcome === 'in-progress')).toEqual([])
  const { serviceArns } = await ports.ecs.listServices({ cluster: 'shop-prod' })
  expect(serviceArns).toHaveLength(1)
})
