import { RDS } from '@aws-sdk/client-rds'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Ports, until } from '../../src/lib/aws/index.ts'
import { makeClock } from '../../src/lib/events/index.ts'
import { database } from '../../src/lib/resources/database.ts'
import { databaseConnection } from '../../src/lib/resources/database-connection.ts'
import { databaseSecret } from '../../src/lib/resources/database-secret.ts'
import { connectionOf, databaseKinds, makeTheirNetwork, unseenDatabase } from './databases.ts'
import { Environment } from './environment.ts'
import { manifestOf } from './manifest.ts'
import { startMoto } from './moto.ts'
import { describeOnBoth, standOn } from './on-both.ts'
import { startOwn } from './sandbox.ts'

function manifest(change: object = {}) {
  return manifestOf({
    ingress: 'none',
    services: { api: { image: 'nginx' } },
    databases: {
      main: {
        engine: 'aurora-postgresql',
        capacity: { min: 0, max: 4, pauseAfter: '10m' },
        parameters: { work_mem: '8192' },
        ...change,
      },
    },
  })
}

describeOnBoth(databaseKinds, ({ moto, environment }) => {
  const cluster = async () => (await moto.ports.rds.describeDBClusters({})).DBClusters![0]!
  const instances = async () => (await moto.ports.rds.describeDBInstances({})).DBInstances!
  const secret = () => connectionOf(moto.ports)

  test('a cluster is made once: the second time there is nothing to do', async () => {
    await environment.settle(manifest())
    expect(await environment.standing()).toContain('database-parameter-group/main-aurora-postgresql16')
    expect(await environment.plan(manifest())).toEqual([])
  })

  test('what AWS holds is what was meant', async () => {
    expect(await cluster()).toMatchObject({
      DBClusterIdentifier: 'shop-prod-main',
      Engine: 'aurora-postgresql',
      DatabaseName: 'app',
      MasterUsername: 'app',
      StorageEncrypted: true,
      BackupRetentionPeriod: 7,
      DeletionProtection: true,
      CopyTagsToSnapshot: true,
      ServerlessV2ScalingConfiguration: { MinCapacity: 0, MaxCapacity: 4, SecondsUntilAutoPause: 600 },
      DBClusterParameterGroup: 'shop-prod-main-aurora-postgresql16',
      DBSubnetGroup: 'shop-prod-databases',
      DBClusterMembers: [{ DBInstanceIdentifier: 'shop-prod-main-1', IsClusterWriter: true }],
    })
    expect(await instances()).toMatchObject([
      {
        DBInstanceIdentifier: 'shop-prod-main-1',
        DBClusterIdentifier: 'shop-prod-main',
        DBInstanceClass: 'db.serverless',
        PubliclyAccessible: false,
        AutoMinorVersionUpgrade: true,
      },
    ])
    const { username, password, url, host, port, name } = await secret()
    expect([username, port, name]).toEqual(['app', '5432', 'app'])
    expect(host).toBe((await cluster()).Endpoint)
    expect(url).toBe(`postgresql://app:${password}@${host}:5432/app?sslmode=require`)
  })

  test('nobody is told the password', async () => {
    const { password } = await secret()
    const told = JSON.stringify([environment.events, await cluster(), await instances()])
    expect(told).toContain('shop-prod-main')
    expect(told).not.toContain(password)
  })

  const larger = { capacity: { min: 0.5, max: 8 }, readers: 1, backups: '14d' }

  test('its capacity, readers and backups are changed in place', async () => {
    expect(await environment.plan(manifest(larger))).toEqual([
      'database/main update capacity.min capacity.max capacity.pauseAfter readers backups',
    ])
    await environment.settle(manifest(larger))
    expect(await environment.plan(manifest(larger))).toEqual([])
    expect(await cluster()).toMatchObject({
      BackupRetentionPeriod: 14,
      ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 8 },
    })
    const zones = (await instances()).map(one => one.AvailabilityZone)
    expect(zones.toSorted()).toEqual(['eu-west-1a', 'eu-west-1b'])
  })

  test('a reader that is not wanted any more goes, and the writer stays', async () => {
    const alone = { ...larger, readers: 0 }
    expect(await environment.plan(manifest(alone))).toEqual(['database/main update readers'])
    await environment.settle(manifest(alone))
    expect(await environment.plan(manifest(alone))).toEqual([])
    expect(await instances()).toMatchObject([{ DBInstanceIdentifier: 'shop-prod-main-1' }])
  })

  test('what somebody changed by hand is seen, and put right', async () => {
    const wanted = manifest({ ...larger, readers: 0 })
    const { rds } = moto.ports
    await rds.modifyDBCluster({
      DBClusterIdentifier: 'shop-prod-main',
      DeletionProtection: false,
      ApplyImmediately: true,
    })
    await rds.modifyDBInstance({
      DBInstanceIdentifier: 'shop-prod-main-1',
      AutoMinorVersionUpgrade: false,
      ApplyImmediately: true,
    })
    await settled(moto.ports)
    expect(await environment.plan(wanted)).toEqual(['database/main update deletionProtection minorUpgrades'])
    await environment.settle(wanted)
    expect(await environment.plan(wanted)).toEqual([])
  })

  test('a proxy leads to it, and tasks are led to the proxy', async () => {
    const proxied = manifest({ ...larger, readers: 0, proxy: true })
    await environment.settle(proxied)
    expect(await environment.plan(proxied)).toEqual([])
    const { DBProxies } = await moto.ports.rds.describeDBProxies({})
    expect(DBProxies).toMatchObject([{ EngineFamily: 'POSTGRESQL', RequireTLS: true }])
    const { Targets } = await moto.ports.rds.describeDBProxyTargets({ DBProxyName: 'shop-prod-main' })
    expect(Targets).toContainEqual(
      expect.objectContaining({ RdsResourceId: 'shop-prod-main', Type: 'TRACKED_CLUSTER' }),
    )
    expect((await secret()).host).toBe(DBProxies![0]!.Endpoint)
    await environment.settle(manifest({ ...larger, readers: 0 }))
    expect((await moto.ports.rds.describeDBProxies({})).DBProxies).toEqual([])
    expect((await secret()).host).toBe((await cluster()).Endpoint)
  })

  const plain = manifest({ ...larger, readers: 0 })

  test('a crash before the answer leaves nothing twice', async () => {
    const before = await secret()
    await new Environment(unseenDatabase(), moto.ports).settle(plain)
    expect(await environment.plan(plain)).toEqual([])
    expect(await secret()).toEqual(before)
    expect(await instances()).toHaveLength(1)
  })

  test('a crash between the cluster and its instance is made good', async () => {
    await moto.ports.rds.deleteDBInstance({ DBInstanceIdentifier: 'shop-prod-main-1' })
    await until({ clock: makeClock(200), what: 'it to go', within: 3600 }, async () =>
      (await instances()).length === 0 ? true : undefined,
    )
    expect(await environment.plan(plain)).toEqual(['database/main update writer'])
    await environment.settle(plain)
    expect(await environment.plan(plain)).toEqual([])
  })

  test('a section that is gone from the manifest takes no data along', async () => {
    const without = manifestOf({ ingress: 'none', services: { api: { image: 'nginx' } } })
    expect(await environment.plan(without)).toEqual([
      'database/main keep',
      'database-connection/main keep',
      'database-parameter-group/main-aurora-postgresql16 keep',
      'database-secret/main keep',
      'database-subnet-group/main keep',
      'security-group/databases keep',
      'security-group-rules/databases remove',
    ])
  })

  test('where it is named it goes, instances and all, and a last snapshot stays', async () => {
    await environment.tearDown()
    expect(await environment.standing()).toContain('database/main')
    await environment.settle(plain)
    await environment.tearDown(['database/main'])
    expect(await environment.standing()).toEqual([])
    expect([await instances(), (await moto.ports.rds.describeDBClusters({})).DBClusters]).toEqual([[], []])
    const { DBClusterSnapshots } = await moto.ports.rds.describeDBClusterSnapshots({ SnapshotType: 'manual' })
    expect(DBClusterSnapshots).toHaveLength(1)
    const [{ DBClusterSnapshotIdentifier: snapshot }] = DBClusterSnapshots as [never]
    expect(snapshot).toMatch(/^shop-prod-main-final-\d{8}t\d{6}$/)
    expect(environment.events).toContainEqual({
      type: 'notice',
      message: `What was in shop-prod-main stays in its last snapshot, ${snapshot}.`,
    })
    await environment.tearDown()
  })

  test('a cluster that somebody else made is used and left alone', async () => {
    const main = { existing: 'shared', engine: 'aurora-postgresql' }
    const theirs = manifestOf({ ingress: 'none', databases: { main } })
    const only = new Environment([database, databaseConnection, databaseSecret], moto.ports)
    await expect(only.plan(theirs)).rejects.toMatchObject({ code: 'preflight.existing-missing' })
    await makeTheirs(moto.ports)
    expect(await only.plan(theirs)).toEqual([])
    await only.tearDown(['*'])
    expect(await only.plan(theirs)).toEqual([])
  })
})

// moto changes what is stopped.
describe('on the sandbox alone', () => {
  const { moto: own, environment } = standOn(databaseKinds, () => startOwn(1000), makeClock(1000))
  beforeAll(() => environment.settle(manifest()))

  test('a parameter that needs a restart gets it from the next bootstrap', async () => {
    const wanted = manifest({ parameters: { work_mem: '8192', max_connections: '500' } })
    await environment.settle(wanted)
    expect(await environment.plan(wanted)).toEqual(['database/main update parameters'])
    await environment.settle(wanted)
    expect(await environment.plan(wanted)).toEqual([])
  })

  test('an upgrade brings parameters of its family along', async () => {
    const wanted = manifest({ version: '17' })
    expect(await environment.plan(wanted)).toEqual([
      'database/main update version parameterGroup',
      'database-parameter-group/main-aurora-postgresql17 create',
      'database-parameter-group/main-aurora-postgresql16 remove',
    ])
    await environment.settle(wanted)
    expect(await environment.plan(wanted)).toEqual([])
    const { DBClusters } = await own.ports.rds.describeDBClusters({})
    expect(DBClusters![0]!.EngineVersion).toMatch(/^17\./)
    await environment.settle(manifest({ version: '17', parameters: {} }))
    const [cluster] = (await own.ports.rds.describeDBClusters({})).DBClusters!
    expect(cluster!.DBClusterParameterGroup).toBe('default.aurora-postgresql17')
  })

  test('one that somebody stopped is left alone, and takes no change', async () => {
    const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'not-verified' }
    const client = new RDS({ region: 'eu-west-1', endpoint: own.endpoint, credentials })
    await client.stopDBCluster({ DBClusterIdentifier: 'shop-prod-main' })
    await until({ clock: makeClock(1000), what: 'it to stop', within: 3600 }, async () => {
      const { DBClusters } = await own.ports.rds.describeDBClusters({})
      return DBClusters![0]!.Status === 'stopped' ? true : undefined
    })
    const standing = { version: '17', parameters: {} }
    expect(await environment.plan(manifest(standing))).toEqual([])
    const larger = manifest({ ...standing, capacity: { min: 0, max: 8, pauseAfter: '10m' } })
    await expect(environment.settle(larger)).rejects.toMatchObject({
      code: 'aws.refused',
      message: expect.stringContaining('InvalidDBClusterState'),
    })
  })
})

describe('where moto and AWS differ', () => {
  const { moto, environment } = standOn(databaseKinds, startMoto)
  beforeAll(() => environment.settle(manifest({ capacity: { min: 0.5, max: 4 }, proxy: true })))

  // RDS API reference, DBProxyTarget, TrackedClusterId: the instances of a cluster are targets as well.
  test('moto lists a cluster as the target of a proxy, and none of its instances', async () => {
    const { Targets } = await moto.ports.rds.describeDBProxyTargets({ DBProxyName: 'shop-prod-main' })
    expect(Targets!.map(({ Type }) => Type)).toEqual(['TRACKED_CLUSTER'])
  })

  // RDS API reference, CreateDBCluster: DBClusterAlreadyExistsFault.
  test('moto makes a cluster anew in the place of one that stands', async () => {
    const theirs = moto.ports.rds.createDBCluster({
      ...{ DBClusterIdentifier: 'shop-prod-main', DBSubnetGroupName: 'shop-prod-databases' },
      ...{ Engine: 'aurora-postgresql', MasterUsername: 'theirs', MasterUserPassword: 'not-ours-at-all' },
    })
    // Within a minute it stumbles over its own backup, and has taken the place all the same.
    await theirs.catch(() => {})
    const { DBClusters } = await moto.ports.rds.describeDBClusters({ DBClusterIdentifier: 'shop-prod-main' })
    expect(DBClusters![0]!.MasterUsername).toBe('theirs')
  })
})

/** Changes show after seconds. */
async function settled({ rds }: Ports): Promise<void> {
  await until({ clock: makeClock(200), what: 'their change', within: 3600 }, async () => {
    const { DBClusters } = await rds.describeDBClusters({})
    const { DBInstances } = await rds.describeDBInstances({})
    const statuses = [DBClusters![0]!.Status, DBInstances![0]!.DBInstanceStatus]
    const isIn = !DBClusters![0]!.DeletionProtection && !DBInstances![0]!.AutoMinorVersionUpgrade
    return isIn && statuses.every(status => status === 'available') ? true : undefined
  })
}

/** A cluster of others, in a network of theirs. */
async function makeTheirs(ports: Ports): Promise<void> {
  const { rds } = ports
  const DBSubnetGroupName = await makeTheirNetwork(ports)
  await rds.createDBCluster({
    DBClusterIdentifier: 'shared',
    Engine: 'aurora-postgresql',
    MasterUsername: 'theirs',
    MasterUserPassword: 'not-ours-at-all',
    DBSubnetGroupName,
    ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 1 },
  })
  const standing = { clock: makeClock(200), what: 'their cluster', within: 1200 }
  await until(standing, async () => {
    const { DBClusters } = await rds.describeDBClusters({ DBClusterIdentifier: 'shared' })
    return DBClusters![0]!.Endpoint
  })
}
