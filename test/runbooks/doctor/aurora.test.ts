import { afterAll, beforeAll, expect, test } from 'vitest'
import { complaints, Ward } from './ward.ts'

/** An environment whose database is a cluster: each test plants a fault by AWS's own calls, and mends it. */
let ward: Ward

beforeAll(async () => {
  ward = await Ward.open(stage =>
    stage.manifest(
      { api: { port: 8080, secrets: { DATABASE_URL: '${databases.main.url}' } } },
      { databases: { main: { engine: 'aurora-postgresql', capacity: { min: 0.5, max: 4 } } } },
    ),
  )
}, 120_000)
afterAll(() => ward.close())

test('where all is well nothing is found', async () => {
  expect(complaints(await ward.examine())).toEqual({})
})

test('a cluster that has grown as far as it may, and has few connections left', async () => {
  const monitoring = { 'AWS/RDS ACUUtilization': 99, 'AWS/RDS DatabaseConnections': 800 }
  ward.stage.sandbox.faults.add({ services: { monitoring } })
  const { findings } = await ward.ask('databases')
  expect(findings.map(({ level, message, evidence, next }) => [level, message, ...evidence, next])).toEqual([
    [
      'problem',
      'The database main has few connections left.',
      '800 of about 823 connections to shop-prod-main are used.',
      'set databases.main.proxy, or let each task open fewer, then deployctl bootstrap prod',
    ],
    [
      'warning',
      'The database main has grown as far as it may.',
      'shop-prod-main used 99 % of 4 ACUs.',
      'raise databases.main.capacity.max, then deployctl bootstrap prod',
    ],
  ])
  ward.stage.sandbox.faults.add({ services: { monitoring: {} } })
})

test('a cluster without an instance', async () => {
  const { rds } = ward.ports
  await rds.deleteDBInstance({ DBInstanceIdentifier: 'shop-prod-main-1' })
  const { result, findings } = await ward.ask('databases')
  expect(result).toBe('problem')
  expect(findings[0]!.message).toBe('The database main does not answer.')
  expect(findings[0]!.evidence[0]).toMatch(
    /^RDS says of shop-prod-main(-1)?: (deleting|without an instance)$/,
  )
  await ward.mend()
  expect(complaints(await ward.examine())).toEqual({})
})
