import { beforeAll, expect, test } from 'vitest'
import { ensureLedger } from '../../src/lib/releases/ledger-bucket.ts'
import type { Context } from '../../src/lib/runbooks/context.ts'
import { listBackups } from '../../src/lib/runbooks/restore/list.ts'
import { removeCopy } from '../../src/lib/runbooks/restore/remove.ts'
import { switchOver } from '../../src/lib/runbooks/restore/switch.ts'
import { restore } from '../../src/lib/runbooks/restore.ts'
import { databaseKinds } from '../resources/databases.ts'
import { manifestOf, scope } from '../resources/manifest.ts'
import { describeOnBoth } from '../resources/on-both.ts'
import { contextOf } from './context.ts'

const main = {
  engine: 'aurora-postgresql',
  capacity: { min: 0.5, max: 4 },
  readers: 1,
  proxy: true,
  parameters: { work_mem: '8192' },
}
const manifest = manifestOf({ ingress: 'none', databases: { main } })
const confirm = async () => true

describeOnBoth(databaseKinds, ({ moto, environment }) => {
  let context: Context
  beforeAll(async () => {
    await ensureLedger(scope, moto.ports.s3)
    await environment.settle(manifest)
    context = contextOf(manifest, moto.ports, 'restore prod')
  })

  const backups = () => listBackups(context, 'main')
  const cluster = async (DBClusterIdentifier: string) =>
    (await moto.ports.rds.describeDBClusters({ DBClusterIdentifier })).DBClusters![0]!
  const targets = async () => {
    const { Targets } = await moto.ports.rds.describeDBProxyTargets({ DBProxyName: 'shop-prod-main' })
    return Targets!.filter(({ Type }) => Type === 'TRACKED_CLUSTER').map(one => one.RdsResourceId)
  }
  let copy: string

  test('a cluster becomes another of its own, instances and all, as it was at a moment', async () => {
    const [current] = (await backups()).instances
    expect(current).toMatchObject({ instance: 'shop-prod-main', role: 'current' })
    const restored = await restore(context, 'main', { to: current!.window!.to }, { confirm })
    copy = restored.instance
    expect(copy).toMatch(/^shop-prod-main-restored-\d{8}t\d{6}$/)
    expect(await cluster(copy)).toMatchObject({
      Status: 'available',
      StorageEncrypted: true,
      DeletionProtection: true,
      BackupRetentionPeriod: 7,
      ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 4 },
      DBClusterParameterGroup: 'shop-prod-main-aurora-postgresql16',
      DBSubnetGroup: 'shop-prod-databases',
      DBClusterMembers: [
        { DBInstanceIdentifier: `${copy}-1`, IsClusterWriter: true },
        { DBInstanceIdentifier: `${copy}-2`, IsClusterWriter: false },
      ],
    })
    const again = await restore(context, 'main', { to: current!.window!.to }, { confirm })
    expect(again.instance).toBe(copy)
    expect(await environment.plan(manifest)).toEqual([`database/${copy} keep`])
  })

  test('the copy is what tasks are led to, by the proxy, and back', async () => {
    const switched = await switchOver(context, 'main', { to: copy, confirm })
    expect(switched).toMatchObject({ outcome: 'switched', from: 'shop-prod-main' })
    expect(await targets()).toEqual([copy])
    expect((await backups()).instances).toMatchObject([
      { instance: copy, role: 'current' },
      { instance: 'shop-prod-main', role: 'replaced' },
    ])
    await switchOver(context, 'main', { to: 'shop-prod-main', confirm })
    expect(await targets()).toEqual(['shop-prod-main'])
    expect(await environment.plan(manifest)).toEqual([`database/${copy} keep`])
  })

  test('a copy that is removed leaves a last snapshot, which becomes a cluster again', async () => {
    const { snapshot } = await removeCopy(context, 'main', { remove: copy, confirm })
    const { snapshots, instances } = await backups()
    expect(snapshots.map(({ id }) => id)).toContain(snapshot)
    expect(instances).toHaveLength(1)
    const restored = await restore(context, 'main', { snapshot: snapshot! }, { confirm })
    expect((await backups()).instances).toMatchObject([
      { instance: 'shop-prod-main', role: 'current' },
      { instance: restored.instance, role: 'restored' },
    ])
    expect((await cluster(restored.instance)).DBClusterMembers).toHaveLength(2)
  })

  test('a cluster never becomes an instance', async () => {
    const { snapshots } = await backups()
    const [one] = snapshots.filter(({ type }) => type === 'manual')
    const instances = manifestOf({ ingress: 'none', databases: { main: {} } })
    const other = restore({ ...context, manifest: instances }, 'main', { snapshot: one!.id }, { confirm })
    await expect(other).rejects.toMatchObject({
      code: 'restore.unsuitable-snapshot',
      message: `main cannot be restored from ${one!.id}: it is of aurora-postgresql, not postgres.`,
    })
    const moment = restore({ ...context, manifest: instances }, 'main', { to: 'latest' }, { confirm })
    await expect(moment).rejects.toMatchObject({
      code: 'restore.no-backups',
      message: 'main (shop-prod-main) is aurora-postgresql, and its backups cannot become postgres.',
    })
  })
})
