import { beforeAll, describe, expect, test } from 'vitest'
import { type Ports, until } from '../../src/lib/aws/index.ts'
import { makeClock } from '../../src/lib/events/index.ts'
import { database } from '../../src/lib/resources/database.ts'
import { databaseConnection } from '../../src/lib/resources/database-connection.ts'
import { databaseSecret } from '../../src/lib/resources/database-secret.ts'
import { connectionOf, databaseKinds, makeTheirNetwork, unseenDatabase } from './databases.ts'
import { Environment } from './environment.ts'
import { manifestOf, scope } from './manifest.ts'
import { describeOnBoth, standOn } from './on-both.ts'
import { startOwn } from './sandbox.ts'

function manifest(change: object = {}, more: object = {}) {
  return manifestOf({
    ingress: 'none',
    services: { api: { image: 'nginx' } },
    databases: { main: { parameters: { work_mem: '8192' }, ...change } },
    ...more,
  })
}

const foundation = [
  'database-parameter-group/main-postgres16',
  'database-secret/main',
  'database-subnet-group/main',
  'database/main',
  'security-group/databases',
  'subnet/private-a',
  'subnet/private-b',
  'vpc/main',
]
const around = [
  'role/execution-api',
  'role/task-api',
  'security-group-rules/databases',
  'security-group-rules/tasks',
  'security-group/tasks',
  'subnet/public-a',
  'subnet/public-b',
]
const own = ['database-connection/main', ...foundation]

describeOnBoth(databaseKinds, ({ moto, environment }) => {
  const instance = async () => (await moto.ports.rds.describeDBInstances({})).DBInstances![0]!
  const secret = () => connectionOf(moto.ports)

  test('a database is made once: the second time there is nothing to do', async () => {
    await environment.settle(manifest())
    expect(await environment.standing()).toEqual([...own, ...around].toSorted())
    expect(await environment.plan(manifest())).toEqual([])
  })

  test('what AWS holds is what was meant', async () => {
    expect(await instance()).toMatchObject({
      DBInstanceIdentifier: 'shop-prod-main',
      DBInstanceClass: 'db.t4g.micro',
      StorageType: 'gp3',
      StorageEncrypted: true,
      PubliclyAccessible: false,
      BackupRetentionPeriod: 7,
      DeletionProtection: true,
      CopyTagsToSnapshot: true,
      AutoMinorVersionUpgrade: true,
      DBParameterGroups: [{ DBParameterGroupName: 'shop-prod-main-postgres16' }],
      DBSubnetGroup: { DBSubnetGroupName: 'shop-prod-databases' },
    })
    const { username, password, url, host, port, name } = await secret()
    expect(password).toMatch(/^[\w-]{40}$/)
    expect([username, port, name]).toEqual(['app', '5432', 'app'])
    expect(url).toBe(`postgresql://app:${password}@${host}:5432/app?sslmode=require`)
    expect(host).toBe((await instance()).Endpoint!.Address)
  })

  test('nobody is told the password', async () => {
    const { password } = await secret()
    const { SecretList } = await moto.ports.secretsManager.listSecrets({})
    const told = JSON.stringify([environment.events, SecretList, await instance()])
    expect(told).toContain('shop-prod-main')
    expect(told).not.toContain(password)
  })

  test('what can be changed is changed in place', async () => {
    const changed = manifest({ class: 'db.t4g.small', storage: 40, backups: '14d' })
    expect(await environment.plan(changed)).toEqual(['database/main update class storage backups'])
    await environment.settle(changed)
    expect(await environment.plan(changed)).toEqual([])
    expect(await instance()).toMatchObject({
      DBInstanceClass: 'db.t4g.small',
      AllocatedStorage: 40,
      BackupRetentionPeriod: 14,
    })
  })

  test('what somebody changed by hand is seen, and put right', async () => {
    const wanted = manifest({ class: 'db.t4g.small', storage: 40 })
    await environment.settle(wanted)
    const DBInstanceIdentifier = 'shop-prod-main'
    await moto.ports.rds.modifyDBInstance({ DBInstanceIdentifier, DeletionProtection: false })
    expect(await environment.plan(wanted)).toEqual(['database/main update deletionProtection'])
    await environment.settle(wanted)
    expect(await environment.plan(wanted)).toEqual([])
  })

  test('a proxy leads to it, and tasks are led to the proxy', async () => {
    const proxied = manifest({ class: 'db.t4g.small', storage: 40, proxy: true })
    const plan = await environment.plan(proxied)
    expect(plan).toEqual([
      'database-connection/main update endpoint content',
      'database-proxy/main create',
      'database-proxy-target/main create',
      'role/database-proxy-main create',
      'security-group-rules/databases update inbound',
    ])
    await environment.settle(proxied)
    expect(await environment.plan(proxied)).toEqual([])
    const { DBProxies } = await moto.ports.rds.describeDBProxies({})
    expect(DBProxies).toMatchObject([{ DBProxyName: 'shop-prod-main', RequireTLS: true }])
    expect((await secret()).host).toBe(DBProxies![0]!.Endpoint)
    await environment.settle(manifest({ class: 'db.t4g.small', storage: 40 }))
    expect((await moto.ports.rds.describeDBProxies({})).DBProxies).toEqual([])
    expect((await secret()).host).toBe((await instance()).Endpoint!.Address)
  })

  const plain = manifest({ class: 'db.t4g.small', storage: 40 })

  test('a crash before the answer leaves nothing twice', async () => {
    const before = await secret()
    await new Environment(unseenDatabase(), moto.ports).settle(plain)
    expect(await environment.plan(plain)).toEqual([])
    expect(await secret()).toEqual(before)
  })

  test('a section that is gone from the manifest takes no data along', async () => {
    const without = manifestOf({ ingress: 'none', services: { api: { image: 'nginx' } } })
    expect(await environment.plan(without)).toEqual([
      'database/main keep',
      'database-connection/main keep',
      'database-parameter-group/main-postgres16 keep',
      'database-secret/main keep',
      'database-subnet-group/main keep',
      'security-group/databases keep',
      'security-group-rules/databases remove',
    ])
  })

  test('nor does one whose place somebody else’s takes', async () => {
    const theirs = { ...database, adopt: async () => (await database.inspect(scope, moto.ports)).main }
    const others = databaseKinds.filter(kind => kind !== database && kind !== databaseConnection)
    const plan = await new Environment([theirs, ...others], moto.ports).plan(
      manifestOf({
        ingress: 'none',
        databases: { main: { existing: 'shared' } },
        services: { api: { image: 'nginx' } },
      }),
    )
    expect(plan.filter(line => /^(database|subnet|vpc)/.test(line))).toEqual([
      'database/shop-prod-main keep',
      'database-parameter-group/main-postgres16 keep',
      'database-secret/main keep',
      'database-subnet-group/main keep',
    ])
  })

  test('teardown keeps the database and what it stands on; bootstrap finds it again', async () => {
    await environment.tearDown()
    expect(await environment.standing()).toEqual(['database-connection/main', ...foundation])
    await environment.settle(plain)
    expect(await environment.plan(plain)).toEqual([])
  })

  test('where it is named it goes, and a last snapshot stays', async () => {
    await environment.tearDown(['database/main'])
    expect(await environment.standing()).toEqual([])
    expect((await moto.ports.rds.describeDBInstances({})).DBInstances).toEqual([])
    const { DBSnapshots } = await moto.ports.rds.describeDBSnapshots({ SnapshotType: 'manual' })
    const [snapshot] = DBSnapshots!
    expect(DBSnapshots).toHaveLength(1)
    expect(snapshot!.DBSnapshotIdentifier).toMatch(/^shop-prod-main-final-\d{8}t\d{6}$/)
    expect(environment.events).toContainEqual({
      type: 'notice',
      message: `What was in shop-prod-main stays in its last snapshot, ${snapshot!.DBSnapshotIdentifier}.`,
    })
    await environment.tearDown()
  })

  test('a database that somebody else made is used and left alone', async () => {
    const theirs = manifestOf({ ingress: 'none', databases: { main: { existing: 'shared' } } })
    const only = new Environment([database, databaseConnection, databaseSecret], moto.ports)
    await expect(only.plan(theirs)).rejects.toMatchObject({ code: 'preflight.existing-missing' })
    await makeTheirs(moto.ports)
    expect(await only.plan(theirs)).toEqual([])
    await only.tearDown(['*'])
    expect(await only.plan(theirs)).toEqual([])
    const mysql = { existing: 'shared', engine: 'mysql' }
    const otherEngine = manifestOf({ ingress: 'none', databases: { main: mysql } })
    await expect(only.plan(otherEngine)).rejects.toMatchObject({ code: 'preflight.existing-missing' })
  })
})

/** An instance of others, in a network of theirs. */
async function makeTheirs(ports: Ports): Promise<void> {
  const { rds } = ports
  const DBSubnetGroupName = await makeTheirNetwork(ports)
  await rds.createDBInstance({
    DBInstanceIdentifier: 'shared',
    DBInstanceClass: 'db.t4g.micro',
    Engine: 'postgres',
    AllocatedStorage: 20,
    MasterUsername: 'theirs',
    MasterUserPassword: 'not-ours-at-all',
    DBSubnetGroupName,
  })
  const standing = { clock: makeClock(200), what: 'their database', within: 1200 }
  await until(standing, async () => {
    const { DBInstances } = await rds.describeDBInstances({ DBInstanceIdentifier: 'shared' })
    return DBInstances![0]!.Endpoint
  })
}

// moto has no parameter groups of AWS's own, and neither restarts nor upgrades anything.
describe('on the sandbox alone', () => {
  const { moto: own, environment } = standOn(databaseKinds, () => startOwn(1000), makeClock(1000))
  beforeAll(() => environment.settle(manifest()))

  test('a parameter that needs a restart gets it from the next bootstrap, which says so', async () => {
    const wanted = manifest({ parameters: { work_mem: '8192', max_connections: '500' } })
    expect(await environment.plan(wanted)).toEqual([
      'database-parameter-group/main-postgres16 update max_connections',
    ])
    await environment.settle(wanted)
    expect(environment.events).toContainEqual({
      type: 'notice',
      message:
        'max_connections: in force once the database restarts. Of one that runs, the next bootstrap does that.',
    })
    expect(await environment.plan(wanted)).toEqual(['database/main update parameters'])
    await environment.settle(wanted)
    expect(await environment.plan(wanted)).toEqual([])
  })

  test('an upgrade brings parameters of its family along', async () => {
    const wanted = manifest({ version: '17' })
    expect(await environment.plan(wanted)).toEqual([
      'database/main update version parameterGroup',
      'database-parameter-group/main-postgres17 create',
      'database-parameter-group/main-postgres16 remove',
    ])
    await environment.settle(wanted)
    expect(await environment.plan(wanted)).toEqual([])
    const { DBInstances } = await own.ports.rds.describeDBInstances({})
    expect(DBInstances![0]!.EngineVersion).toMatch(/^17\./)
  })

  test('without parameters of its own it goes back to AWS’s', async () => {
    const wanted = manifest({ version: '17', parameters: {} })
    await environment.settle(wanted)
    expect(await environment.plan(wanted)).toEqual([])
    const { DBInstances } = await own.ports.rds.describeDBInstances({})
    expect(DBInstances![0]!.DBParameterGroups).toEqual([
      { DBParameterGroupName: 'default.postgres17', ParameterApplyStatus: 'in-sync' },
    ])
  })

  test('one that is being deleted is waited for, and made anew', async () => {
    const wanted = manifest({ version: '17', parameters: {} })
    const { rds } = own.ports
    const DBInstanceIdentifier = 'shop-prod-main'
    await rds.modifyDBInstance({ DBInstanceIdentifier, DeletionProtection: false })
    await rds.deleteDBInstance({ DBInstanceIdentifier, SkipFinalSnapshot: true })
    expect(await environment.plan(wanted)).toEqual(['database/main update status'])
    await environment.settle(wanted)
    expect(await environment.plan(wanted)).toEqual([])
  })
})
