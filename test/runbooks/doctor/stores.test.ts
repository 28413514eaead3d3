import { afterAll, beforeAll, expect, test } from 'vitest'
import { complaints, Ward } from './ward.ts'

/** An environment with stores: each test plants a fault by AWS's own calls, and mends it. */
let ward: Ward

beforeAll(async () => {
  ward = await Ward.open(stage =>
    stage.manifest(
      {
        api: {
          port: 8080,
          secrets: { DATABASE_URL: '${databases.main.url}', REDIS_URL: '${caches.main.url}' },
        },
      },
      { databases: { main: { storage: 20 } }, caches: { main: {} } },
    ),
  )
}, 120_000)
afterAll(() => ward.close())

test('where all is well nothing is found', async () => {
  const result = await ward.examine()
  expect(complaints(result)).toEqual({})
  const looked = new Map(result.checks.map(one => [one.name, one.looked]))
  expect([looked.get('databases'), looked.get('caches'), looked.get('security-groups')]).toEqual([
    '1 database',
    '1 cache',
    '2 connections',
  ])
})

test('a database and a cache whose groups let nobody in', async () => {
  const { ec2 } = ward.ports
  const Filters = [{ Name: 'group-name', Values: ['shop-prod-databases', 'shop-prod-caches'] }]
  const { SecurityGroups = [] } = await ec2.describeSecurityGroups({ Filters })
  for (const { GroupId, IpPermissions } of SecurityGroups)
    await ec2.revokeSecurityGroupIngress({ GroupId: GroupId!, IpPermissions: IpPermissions! })
  const { findings } = await ward.ask('security-groups')
  expect(findings.map(({ message, next }) => [message, next])).toEqual([
    ['Security groups do not let through tasks → database main:5432.', 'deployctl bootstrap prod'],
    ['Security groups do not let through tasks → cache main:6379.', 'deployctl bootstrap prod'],
  ])
  expect(findings[0]!.evidence).toEqual([
    expect.stringMatching(/^sg-\w+ \(shop-prod-databases\) lets in: nothing$/),
  ])
  await ward.mend()
})

test('stores that fill up', async () => {
  const monitoring = {
    'AWS/RDS FreeStorageSpace': 1.5 * 1024 ** 3,
    'AWS/RDS DatabaseConnections': 100,
    'AWS/ElastiCache DatabaseMemoryUsagePercentage': 95,
  }
  ward.stage.sandbox.faults.add({ services: { monitoring } })
  expect(complaints(await ward.examine())).toEqual({
    databases: ['The database main runs out of storage.', 'The database main has few connections left.'],
    caches: ['The cache main is nearly full, and drops what it keeps.'],
  })
  const { findings } = await ward.ask('databases')
  expect(findings.map(({ level, evidence }) => [level, ...evidence])).toEqual([
    ['warning', '1.5 of 20 GiB are free.'],
    ['problem', expect.stringMatching(/^100 of about \d+ connections to shop-prod-main are used\.$/)],
  ])
  ward.stage.sandbox.faults.add({ services: { monitoring: {} } })
})

test('a database that is stopped', async () => {
  await ward.ports.rds.stopDBInstance({ DBInstanceIdentifier: 'shop-prod-main' })
  const { result, findings } = await ward.ask('databases')
  expect(result).toBe('problem')
  expect(findings[0]!.message).toBe('The database main does not answer.')
  expect(findings[0]!.evidence[0]).toMatch(/^RDS says of shop-prod-main: stop(ping|ped)$/)
})
