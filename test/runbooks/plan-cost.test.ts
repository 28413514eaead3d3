import { afterAll, beforeAll, expect, test } from 'vitest'
import { plan } from '../../src/lib/runbooks/plan.ts'
import type { PlanCost } from '../../src/lib/runbooks/plan-cost.ts'
import { sleep } from '../../src/lib/runbooks/sleep.ts'
import { plainTheme } from '../../src/lib/ui/format.ts'
import { presentPlan } from '../../src/lib/ui/present/plan.ts'
import { Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await Stage.open()
})
afterAll(() => stage.close())

const sections = {
  ingress: 'load-balancer',
  databases: { main: { class: 'db.t4g.micro' } },
  caches: { main: {} },
  buckets: { media: {} },
  secrets: { token: {} },
}
const web = { count: 2, port: 80, routes: ['/*'] }
const wanted = (change: object = {}, service: object = {}) =>
  stage.manifest({ web: { ...web, ...service } }, { ...sections, ...change })

async function monthly(manifest = wanted()): Promise<PlanCost> {
  return (await plan(stage.context(manifest))).monthly!
}

test('nothing costs nothing, and a plan says what it will come to', async () => {
  const cost = await monthly()
  expect(cost).toMatchObject({ now: 0, partial: false, prices: expect.stringMatching(/^20/) })
  expect(cost.after).toBeGreaterThan(100)
})

test('the ground costs what it costs before anything runs on it', async () => {
  await stage.bootstrap(wanted())
  const { now, after } = await monthly()
  const tasks = 2 * 730 * (0.25 * 0.04048 + 0.5 * 0.004445)
  // Beside the tasks, what comes of use.
  expect(after - now).toBeGreaterThan(tasks)
  expect(after - now).toBeLessThan(tasks + 20)
})

test('once it is deployed, what stands is what is wanted', async () => {
  await stage.deploy(wanted())
  const { now, after } = await monthly()
  expect(now).toBe(after)
  const result = await plan(stage.context(wanted()))
  expect(presentPlan(result, plainTheme).at(-1)).toMatch(
    /^A month: about \$\d+\.\d\d, as it stands; line by line: deployctl cost prod$/,
  )
})

test('a change of sizes and counts shows in the sum', async () => {
  const { now, after } = await monthly()
  const bigger = await monthly(wanted({ databases: { main: { class: 'db.t4g.small', multiZone: true } } }))
  expect(bigger.now).toBe(now)
  // Two of 0.035 instead of one of 0.017, and the storage twice.
  expect(bigger.after - after).toBeCloseTo(730 * (2 * 0.035 - 0.017) + 20 * 0.127, 1)
  const more = await monthly(wanted({ network: { nat: 'per-zone' } }, { count: 3 }))
  expect(more.now).toBe(now)
  expect(more.after - after).toBeCloseTo(730 * (0.048 + 0.005) + 730 * (0.25 * 0.04048 + 0.5 * 0.004445), 1)
})

test('what the manifest no longer names still costs what it costs', async () => {
  const without = stage.manifest({ web }, { ...sections, caches: {} })
  const { now, after } = await monthly(without)
  expect(now - after).toBeCloseTo(730 * 0.018 + 0.4, 1)
})

test('asleep it costs less than awake', async () => {
  await sleep(stage.context(wanted()))
  const { now, after } = await monthly()
  expect(now).toBeLessThan(after - 18)
})
