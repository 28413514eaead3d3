import { beforeAll, expect, test } from 'vitest'
import { ensureLedger } from '../../src/lib/releases/ledger-bucket.ts'
import type { Context } from '../../src/lib/runbooks/context.ts'
import { listBackups } from '../../src/lib/runbooks/restore/list.ts'
import { removeCopy } from '../../src/lib/runbooks/restore/remove.ts'
import { switchOver } from '../../src/lib/runbooks/restore/switch.ts'
import { restore } from '../../src/lib/runbooks/restore.ts'
import { connectionOf, databaseKinds } from '../resources/databases.ts'
import { manifestOf, scope } from '../resources/manifest.ts'
import { startMoto } from '../resources/moto.ts'
import { standOn } from '../resources/on-both.ts'
import { contextOf } from './context.ts'

const manifest = manifestOf({ ingress: 'none', databases: { main: { parameters: { work_mem: '8192' } } } })

const confirm = async () => true

const { moto, environment } = standOn(databaseKinds, startMoto)
let context: Context
beforeAll(async () => {
  await ensureLedger(scope, moto.ports.s3)
  await environment.settle(manifest)
  context = contextOf(manifest, moto.ports, 'restore prod')
})

const instances = async () => (await listBackups(context, 'main')).instances
const endpoint = async () => (await connectionOf(moto.ports)).host
let copy: string

test('a moment becomes an instance of its own, as the manifest wants it', async () => {
  const window = (await instances())[0]!.window
  const restored = await restore(context, 'main', { to: window!.to }, { confirm })
  copy = restored.instance
  const { DBInstances } = await moto.ports.rds.describeDBInstances({ DBInstanceIdentifier: copy })
  expect(DBInstances![0]).toMatchObject({
    MultiAZ: false,
    StorageEncrypted: true,
    DeletionProtection: true,
    DBParameterGroups: [{ DBParameterGroupName: 'shop-prod-main-postgres16' }],
    DBSubnetGroup: { DBSubnetGroupName: 'shop-prod-databases' },
  })
})

test('tasks are led to it, and back', async () => {
  const former = await endpoint()
  await switchOver(context, 'main', { to: copy, confirm })
  expect(await endpoint()).toMatch(new RegExp(`^${copy}\\.`))
  expect(await instances()).toMatchObject([
    { instance: copy, role: 'current' },
    { instance: 'shop-prod-main', role: 'replaced' },
  ])
  await switchOver(context, 'main', { to: 'shop-prod-main', confirm })
  expect(await endpoint()).toBe(former)
})

test('a snapshot becomes an instance of its own', async () => {
  const { snapshot } = await removeCopy(context, 'main', { remove: copy, confirm })
  const restored = await restore(context, 'main', { snapshot: snapshot! }, { confirm })
  expect(await instances()).toMatchObject([
    { instance: 'shop-prod-main', role: 'current' },
    { instance: restored.instance, role: 'restored' },
  ])
})

// RDS API reference, RestoreDBInstanceToPointInTime, RestoreTime: "before the latest restorable time for the DB instance".
test('where moto and AWS differ: moto restores moments that nobody backed up', async () => {
  const outcome = moto.ports.rds.restoreDBInstanceToPointInTime({
    SourceDBInstanceIdentifier: 'shop-prod-main',
    TargetDBInstanceIdentifier: 'of-long-ago',
    RestoreTime: new Date('2001-01-01T00:00:00Z'),
  })
  await expect(outcome).resolves.toMatchObject({ DBInstance: { DBInstanceIdentifier: 'of-long-ago' } })
})

// RDS API reference, DBInstance, ReadReplicaSourceDBInstanceIdentifier: "if this DB instance is a read replica".
test('where moto and AWS differ: moto takes what was restored for a replica', async () => {
  const { DBInstances } = await moto.ports.rds.describeDBInstances({ DBInstanceIdentifier: 'of-long-ago' })
  expect(DBInstances![0]!.ReadReplicaSourceDBInstanceIdentifier).toBe('shop-prod-main')
})
