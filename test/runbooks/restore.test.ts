import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { plan } from '../../src/lib/runbooks/plan.ts'
import { listBackups } from '../../src/lib/runbooks/restore/list.ts'
import { previewRemoval, removeCopy } from '../../src/lib/runbooks/restore/remove.ts'
import { previewSwitch, switchOver } from '../../src/lib/runbooks/restore/switch.ts'
import { previewRestore, restore } from '../../src/lib/runbooks/restore.ts'
import { takeInventory, teardown } from '../../src/lib/runbooks/teardown.ts'
import { connectionOf } from '../resources/databases.ts'
import { Stage } from './stage.ts'

const confirm = async () => true
let stage: Stage
beforeAll(async () => {
  stage = await Stage.open(1000)
})
afterAll(() => stage.close())

const api = {
  env: { DATABASE_NAME: '${databases.main.name}' },
  secrets: { DATABASE_URL: '${databases.main.url}', USERS_URL: '${databases.main.schemas.users.url}' },
}
const manifest = () => stage.manifest({ api }, { databases: { main: { schemas: ['users'], storage: 20 } } })
const context = () => stage.context(manifest())
const ports = () => context().ports
/** What bootstrap or deploy would do. */
const open = async () =>
  (await plan(context())).items
    .filter(({ action }) => action !== 'none')
    .map(({ kind, id, action }) => `${kind}/${id} ${action}`)
const passwords = new Set<string>()
const secret = async () => {
  const value = await connectionOf(ports())
  passwords.add(value.password)
  return value
}

test('a system with a database stands, and its tasks are told of it', async () => {
  await stage.bootstrap(manifest())
  expect((await stage.deploy(manifest())).outcome).toBe('succeeded')
  expect(await open()).toEqual([])
  const { taskDefinition } = await ports().ecs.describeTaskDefinition({ taskDefinition: 'shop-prod-api' })
  const [container] = taskDefinition!.containerDefinitions!
  expect(container!.environment).toEqual([{ name: 'DATABASE_NAME', value: 'app' }])
  const arn = expect.stringMatching(/:secret:shop-prod\/connections\/databases-main-\w{6}:url::$/)
  expect(container!.secrets![0]).toEqual({ name: 'DATABASE_URL', valueFrom: arn })
})

test('a second bootstrap writes nothing', async () => {
  const before = stage.sandbox.calls.records.length
  await stage.bootstrap(manifest())
  const writes = stage.sandbox.calls.records.slice(before).filter(({ mutating }) => mutating)
  expect(writes.map(({ operation }) => operation)).toEqual([])
})

let restored: string

describe('to a moment', () => {
  test('says how far back it can go', async () => {
    const { snapshots, instances } = await listBackups(context(), 'main')
    const window = instances[0]!.window
    expect(Date.parse(window!.from)).toBeLessThanOrEqual(Date.parse(window!.to))
    expect(snapshots).toMatchObject([{ type: 'automated', storage: 20 }])
    expect(instances).toMatchObject([{ instance: 'shop-prod-main', role: 'current' }])
  })

  test.each([
    ['a moment before the first backup', { to: '2020-01-01T00:00:00Z' }, 'restore.outside-window', 3],
    ['a moment to come', { to: '2099-01-01T00:00:00+01:00' }, 'restore.outside-window', 3],
    ['a time without a zone', { to: '2026-11-21T03:12:00' }, 'restore.invalid-time', 2],
    ['no time at all', { to: 'yesterday' }, 'restore.invalid-time', 2],
    ['a snapshot that nobody took', { snapshot: 'none' }, 'restore.unknown-snapshot', 3],
  ])('refuses %s', async (_what, point, code, exitCode) => {
    const asked = vi.fn(confirm)
    const refused = restore(context(), 'main', point, { confirm: asked })
    await expect(refused).rejects.toMatchObject({ code, exitCode })
    expect(asked).not.toHaveBeenCalled()
  })

  test('refuses a database that is not in the manifest, and one of somebody else', async () => {
    await expect(listBackups(context(), 'mian')).rejects.toMatchObject({ code: 'restore.unknown-database' })
    const theirs = stage.context(stage.manifest({}, { databases: { main: { existing: 'shared' } } }))
    await expect(listBackups(theirs, 'main')).rejects.toMatchObject({ code: 'restore.not-ours' })
  })

  test('makes nothing in a dry run, nor where it is not confirmed', async () => {
    const before = stage.calls('RestoreDBInstanceToPointInTime')
    const preview = await previewRestore(context(), 'main', { to: 'latest' })
    expect(preview).toMatchObject({ database: 'main', source: 'shop-prod-main' })
    const declining = restore(context(), 'main', { to: 'latest' }, { confirm: async () => false })
    await expect(declining).rejects.toMatchObject({ code: 'run.declined' })
    expect(stage.calls('RestoreDBInstanceToPointInTime')).toBe(before)
  })

  test('makes an instance beside the one that serves, as the manifest wants it, and changes nothing else', async () => {
    const { at } = await previewRestore(context(), 'main', { to: 'latest' })
    const result = await restore(context(), 'main', { to: at }, { confirm })
    restored = result.instance
    expect(restored).toMatch(/^shop-prod-main-restored-\d{8}t\d{6}$/)
    const { DBInstances } = await ports().rds.describeDBInstances({ DBInstanceIdentifier: restored })
    expect(DBInstances![0]).toMatchObject({
      DBInstanceStatus: 'available',
      DeletionProtection: true,
      StorageEncrypted: true,
      BackupRetentionPeriod: 7,
      DBSubnetGroup: { DBSubnetGroupName: 'shop-prod-databases' },
    })
    expect(await open()).toEqual([`database/${restored} keep`])
    const again = await restore(context(), 'main', { to: at }, { confirm })
    expect(again.instance).toBe(restored)
    expect((await ports().rds.describeDBInstances({})).DBInstances).toHaveLength(2)
  })
})

describe('switching over', () => {
  test('says whom it concerns, and does nothing unless confirmed', async () => {
    expect(await previewSwitch(context(), 'main', restored)).toMatchObject({
      from: 'shop-prod-main',
      to: restored,
      services: ['api'],
    })
    const declining = switchOver(context(), 'main', { to: restored, confirm: async () => false })
    await expect(declining).rejects.toMatchObject({ code: 'run.declined' })
    const unknown = previewSwitch(context(), 'main', 'other')
    await expect(unknown).rejects.toMatchObject({ code: 'restore.unknown-instance', exitCode: 3 })
  })

  test('leads tasks there from the next deploy on, with the same password', async () => {
    const before = await secret()
    const result = await switchOver(context(), 'main', { to: restored, confirm })
    const after = await secret()
    expect(result).toMatchObject({ outcome: 'switched', from: 'shop-prod-main', to: restored })
    expect(result.endpoint).toBe(`${after.host}:5432/app`)
    expect(after.host).toMatch(new RegExp(`^${restored}\\.`))
    expect(after.password).toBe(before.password)
    expect(after['schemas.users.url']).toContain(after.host)
    expect(await open()).toEqual(['database/shop-prod-main keep', 'task-definition/api update'])
    expect((await stage.deploy(manifest())).outcome).toBe('succeeded')
  })

  test('bootstrap does not fight it', async () => {
    const before = stage.sandbox.calls.records.length
    await stage.bootstrap(manifest())
    const writes = stage.sandbox.calls.records.slice(before).filter(({ mutating }) => mutating)
    expect(writes.map(({ operation }) => operation)).toEqual([])
    expect((await listBackups(context(), 'main')).instances).toMatchObject([
      { instance: restored, role: 'current' },
      { instance: 'shop-prod-main', role: 'replaced' },
    ])
  })

  test('what the one before was can still be restored', async () => {
    const ports = context().ports
    const input = { DBInstanceIdentifier: 'shop-prod-main' }
    const { DBInstanceAutomatedBackups } = await ports.rds.describeDBInstanceAutomatedBackups(input)
    const to = DBInstanceAutomatedBackups![0]!.RestoreWindow!.EarliestTime!.toISOString()
    expect(await previewRestore(context(), 'main', { to })).toMatchObject({
      source: 'shop-prod-main',
      at: to,
    })
  })

  test.each([1, 2, 3])('one that died at its write %i is finished by the same words', async nth => {
    const { instances } = await listBackups(context(), 'main')
    const [from, to] = instances.map(({ instance }) => instance) as [string, string]
    const denied = { kind: 'error', status: 400, code: 'AccessDenied' } as const
    stage.sandbox.faults.add({ calls: [{ ...denied, operation: 'AddTagsToResource', on: { nth } }] })
    const dying = switchOver(context(), 'main', { to, confirm })
    await expect(dying).rejects.toMatchObject({ code: 'aws.denied' })
    stage.sandbox.faults.clear()
    // Whatever it is by now, there is one: bootstrap would not make another.
    expect((await open()).filter(line => /^database\/.*(create|update)/.test(line))).toEqual([])
    expect((await switchOver(context(), 'main', { to, confirm })).to).toBe(to)
    expect((await listBackups(context(), 'main')).instances).toMatchObject([
      { instance: to, role: 'current' },
      { instance: from, role: 'replaced' },
    ])
    const id = { Key: 'deployctl:id', Value: from }
    const { DBInstances } = await ports().rds.describeDBInstances({ DBInstanceIdentifier: from })
    expect(DBInstances![0]!.TagList).toContainEqual(id)
  })
})

describe('from a snapshot', () => {
  let snapshot: string

  test('an instance that is not needed goes by its name alone, and leaves one', async () => {
    const { instances } = await listBackups(context(), 'main')
    const [current, former] = instances.map(({ instance }) => instance) as [string, string]
    const inUse = previewRemoval(context(), 'main', current)
    await expect(inUse).rejects.toMatchObject({ code: 'restore.in-use', exitCode: 3 })
    const declining = removeCopy(context(), 'main', { remove: former, confirm: async () => false })
    await expect(declining).rejects.toMatchObject({ code: 'run.declined' })
    const removed = await removeCopy(context(), 'main', { remove: former, confirm })
    snapshot = removed.snapshot!
    expect(snapshot).toMatch(new RegExp(`^${former}-final-`))
    expect((await listBackups(context(), 'main')).instances).toMatchObject([{ instance: current }])
  })

  test('makes an instance of it, which can be switched to', async () => {
    const { snapshots } = await listBackups(context(), 'main')
    expect(snapshots.map(({ id }) => id)).toContain(snapshot)
    const result = await restore(context(), 'main', { snapshot }, { confirm })
    expect(result).toMatchObject({ source: snapshot, outcome: 'restored' })
    await switchOver(context(), 'main', { to: result.instance, confirm })
    await stage.deploy(manifest())
    expect((await open()).filter(line => !line.endsWith(' keep'))).toEqual([])
  })

  test('makes another one where the first is in use by now, and upgrades it where the manifest is ahead', async () => {
    const [current] = (await listBackups(context(), 'main')).instances
    const ahead = stage.manifest({ api }, { databases: { main: { schemas: ['users'], version: '17' } } })
    const { instance } = await restore(stage.context(ahead), 'main', { snapshot }, { confirm })
    expect(instance).toBe(`${current!.instance}-2`)
    const { DBInstances } = await ports().rds.describeDBInstances({ DBInstanceIdentifier: instance })
    expect(DBInstances![0]!.EngineVersion).toMatch(/^17\./)
    await removeCopy(context(), 'main', { remove: instance, confirm })
  })

  test('refuses one of another master user', async () => {
    const other = stage.manifest({ api }, { databases: { main: { schemas: ['users'], username: 'other' } } })
    const refused = restore(stage.context(other), 'main', { snapshot }, { confirm })
    await expect(refused).rejects.toMatchObject({
      code: 'restore.unsuitable-snapshot',
      message: `main cannot be restored from ${snapshot}: its master user is app, not other.`,
    })
  })
})

describe('teardown', () => {
  test('tells what is kept, and why', async () => {
    const { keep, remove } = await takeInventory(context(), new Set())
    const current = (await listBackups(context(), 'main')).instances[0]!.instance
    expect(keep.map(({ kind, id, why }) => `${kind}/${id}: ${why}`).toSorted()).toEqual(
      [
        'database/main: data is in it',
        `database/${(await listBackups(context(), 'main')).instances[1]!.instance}: data is in it`,
        'database-connection/main: a part of database main',
        'database-schemas/main: a part of database main',
        'database-secret/main: database main stands on it',
        'database-subnet-group/main: database main stands on it',
        'security-group/databases: database main stands on it',
        'subnet/private-a: database-subnet-group main stands on it',
        'subnet/private-b: database-subnet-group main stands on it',
        'vpc/main: subnet private-a stands on it',
      ].toSorted(),
    )
    expect(current).toBeDefined()
    expect(remove.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['nat-gateway', 'service', 'role']))
  })

  test('keeps the data and its ground, which a later bootstrap finds again', async () => {
    const password = (await secret()).password
    const { proof, snapshots } = await teardown(context(), { deleteData: new Set(), confirm })
    expect(proof.standing).toBe(10)
    expect(snapshots).toHaveLength(2)
    await stage.bootstrap(manifest())
    expect((await secret()).password).toBe(password)
    expect(await ports().rds.describeDBInstances({})).toMatchObject({ DBInstances: [{}, {}] })
  })

  test('takes all of it where all of it is named, but the last snapshots', async () => {
    const { proof, snapshots } = await teardown(context(), { deleteData: new Set(['*']), confirm })
    expect(proof.standing).toBe(0)
    expect(proof.tagged!.filter(arn => arn.includes(':rds:'))).toEqual([])
    expect(snapshots).toHaveLength(4)
    expect((await ports().rds.describeDBInstances({})).DBInstances).toEqual([])
    expect((await ports().ec2.describeVpcs({})).Vpcs).toEqual([])
  })
})

test('nobody was ever told the password', async () => {
  const told = JSON.stringify([stage.events, stage.sandbox.calls.records])
  expect(told).toContain('shop-prod-main')
  for (const password of passwords) expect(told).not.toContain(password)
})
