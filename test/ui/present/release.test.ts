import { expect, test } from 'vitest'
import type { DeployResult } from '../../../src/lib/runbooks/deploy.ts'
import { plainTheme } from '../../../src/lib/ui/format.ts'
import { presentRelease } from '../../../src/lib/ui/present/release.ts'

const service = { image: `shop/api@sha256:${'9f'.repeat(32)}`, taskDefinition: 'shop-prod-api:1' }

function released(...desired: number[]): DeployResult {
  const services = desired.map((count, index) => [
    `api${index}`,
    { ...service, desired: count, outcome: 'succeeded', seconds: 2 },
  ])
  return {
    outcome: 'succeeded',
    release: 7,
    services: Object.fromEntries(services),
    functions: {},
    sites: {},
    jobs: {},
    left: [],
    smoke: [],
    timings: [{ step: 'roll out', seconds: 90 }],
  }
}

const headline = (result: DeployResult) => presentRelease(result, 'prod', plainTheme)[0]

test('a release serves once something of it runs', () => {
  expect(headline(released(2, 0))).toBe('✔ Release 7 serves prod, 1m 30s.')
})

test('what sleeps serves nobody, and says what will run it', () => {
  expect(headline(released(0, 0))).toBe('✔ Release 7 is what the next wake of prod runs, 1m 30s.')
})
