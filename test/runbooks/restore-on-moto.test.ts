import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeClock } from '../../src/lib/events/index.ts'
import { ensureLedger } from '../../src/lib/releases/ledger-bucket.ts'
import { database } from '../../src/lib/resources/database.ts'
import { databaseConnection } from '../../src/lib/resources/database-connection.ts'
import { databaseParameterGroup } from '../../src/lib/resources/database-parameter-group.ts'
import { databaseProxy } from '../../src/lib/resources/database-proxy.ts'
import { databaseProxyTarget } from '../../src/lib/resources/database-proxy-target.ts'
import { databaseSecret } from '../../src/lib/resources/database-secret.ts'
import { databaseSubnetGroup } from '../../src/lib/resources/database-subnet-group.ts'
import { role } from '../../src/lib/resources/role.ts'
import { securityGroup } from '../../src/lib/resources/security-group.ts'
import { subnet } from '../../src/lib/resources/subnet.ts'
import { vpc } from '../../src/lib/resources/vpc.ts'
import type { Context } from '../../src/lib/runbooks/context.ts'
import { listBackups } from '../../src/lib/runbooks/restore/list.ts'
import { removeCopy } from '../../src/lib/runbooks/restore/remove.ts'
import { switchOver } from '../../src/lib/runbooks/restore/switch.ts'
import { restore } from '../../src/lib/runbooks/restore.ts'
import { Environment } from '../resources/environment.ts'
import { manifestOf, scope } from '../resources/manifest.ts'
import { type Moto, startMoto } from '../resources/moto.ts'

const kinds = [
  database,
  databaseConnection,
  databaseParameterGroup,
  databaseProxy,
  databaseProxyTarget,
  databaseSecret,
  databaseSubnetGroup,
  role,
  securityGroup,
  subnet,
  vpc,
]
const manifest = manifestOf({ ingress: 'none', databases: { main: { parameters: { work_mem: '8192' } } } })

const confirm = async () => true

let moto: Moto
let context: Context
beforeAll(async () => {
  moto = await startMoto()
  await ensureLedger(scope, moto.ports.s3)
  await new Environment(kinds, moto.ports).settle(manifest)
  context = {
    ...{ manifest, scope, ports: moto.ports, clock: makeClock(200), emit: () => {} },
    signal: new AbortController().signal,
    caller: { user: 'ada', host: 'laptop', pid: 1, command: 'restore prod' },
    hasEnded: () => false,
  }
})
afterAll(() => moto?.stop())

const instances = async () => (await listBackups(context, 'main')).instances
const endpoint = async () => {
  const SecretId = 'shop-prod/connections/databases-main'
  const { SecretString } = await moto.ports.secretsManager.getSecretValue({ SecretId })
  return JSON.parse(SecretString!).host
}
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
