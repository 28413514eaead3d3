import type { UpdateScheduleInput } from '@aws-sdk/client-scheduler'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Scene } from '../templates/scene.ts'
import { deploy, notesOf, openSleeper, settled, visitorOf } from './sleeper.ts'
import type { Visitor } from './visitor.ts'

const minutes = 60_000
const days = 24 * 60 * minutes
const browser = { accept: 'text/html' }

describe('a database that sleeps with what uses it', () => {
  let scene: Scene
  let visitor: Visitor
  const status = async () => {
    const { DBInstances } = await scene.ports.rds.describeDBInstances({
      DBInstanceIdentifier: 'aipa-production-main',
    })
    return DBInstances![0]!.DBInstanceStatus
  }
  const until = (wanted: string) => settled(async () => (await status()) === wanted)
  const calls = (name: string) =>
    scene.sandbox.calls.records.filter(({ operation }) => operation === name).length

  const look = async (isOn: boolean) => {
    const at = { Name: 'on-demand-idler', GroupName: 'aipa-production' }
    const {
      Arn: _,
      CreationDate: __,
      LastModificationDate: ___,
      ...found
    } = await scene.ports.scheduler.getSchedule(at)
    const State = isOn ? 'ENABLED' : 'DISABLED'
    await scene.ports.scheduler.updateSchedule({ ...found, ...at, State } as UpdateScheduleInput)
  }

  /** Whether events of RDS are passed on. */
  const listen = async (isOn: boolean) => {
    const Name = 'aipa-production-on-demand-databases'
    const { Rules } = await scene.ports.eventbridge.listRules({ NamePrefix: Name })
    const State = isOn ? 'ENABLED' : 'DISABLED'
    await scene.ports.eventbridge.putRule({ Name, EventPattern: Rules![0]!.EventPattern, State })
  }

  beforeAll(async () => {
    scene = await openSleeper([
      [['databases'], { main: { engine: 'postgres', version: '16', class: 'db.t4g.micro', storage: 20 } }],
      [['onDemand', 'databases'], ['main']],
    ])
    await deploy(scene)
    visitor = await visitorOf(scene)
  }, 240_000)
  afterAll(async () => scene?.[Symbol.asyncDispose]())

  test('what was released asleep stops it at the next look', async () => {
    expect(await status()).toBe('available')
    await scene.sandbox.advance(16 * minutes)
    await until('stopped')
    expect((await notesOf(scene)).lastDecision).toMatchObject({ action: 'stay-stopped' })
  }, 60_000)

  const again = async () =>
    (await notesOf(scene)).lastDecision?.reason === 'Stopped aipa-production-main again.'

  test('AWS starts it after seven days, and it is stopped again as soon as it has started', async () => {
    // Nobody but RDS tells of it.
    await look(false)
    await scene.sandbox.advance(7 * days + 30 * minutes)
    await settled(again)
    await until('stopped')
    expect(calls('StopDBInstance')).toBe(2)
  }, 120_000)

  test('where the event is lost, it is stopped at the next look; but not under a hold', async () => {
    await listen(false)
    await scene.sandbox.advance(7 * days + 30 * minutes)
    await until('available')
    await scene.json('hold production 1h')
    await look(true)
    await scene.sandbox.advance(16 * minutes)
    await settled(async () => (await notesOf(scene)).lastDecision?.reason === 'Nothing runs.')
    expect(await status()).toBe('available')
    await scene.json('hold production --release')
    await scene.sandbox.advance(16 * minutes)
    await until('stopped')
    await settled(again)
    await listen(true)
  }, 120_000)

  test('a wake goes on once it has started, though nobody asks any more', async () => {
    await look(false)
    await visitor.ask('/chat', browser)
    const running = async () => {
      const at = { cluster: 'aipa-production', services: ['aipa-production-app'] }
      return (await scene.ports.ecs.describeServices(at)).services![0]!.runningCount
    }
    await settled(async () => (await running()) === 1, 60)
    await settled(async () => (await visitor.ask('/chat', browser)).status === 200)
    await look(true)
    await scene.json('sleep production --yes')
    await until('stopped')
  }, 120_000)

  test('a visit starts it first, and what uses it once it is there', async () => {
    const before = { starts: calls('StartDBInstance'), updates: calls('UpdateService') }
    const page = await visitor.ask('/chat', browser)
    expect(page.body).toContain('Starting its database')
    expect(await visitor.status()).toMatchObject({ status: 'starting', stage: 'database' })
    expect(calls('StartDBInstance')).toBe(before.starts + 1)
    expect(calls('UpdateService')).toBe(before.updates)
    await visitor.until('running', 60)
    expect(await status()).toBe('available')
    expect((await visitor.ask('/chat', browser)).status).toBe(200)
    const { lastStart } = await notesOf(scene)
    expect(lastStart).toMatchObject({ databases: expect.any(Number) })
  }, 90_000)

  test('sleep and wake take it along', async () => {
    await scene.json('sleep production --yes')
    await until('stopped')
    const { troubles } = await scene.json<{ troubles: unknown[] }>('status production')
    expect(troubles).toEqual([])
    expect(await scene.json('wake production')).toMatchObject({
      outcome: 'awake',
      start: { breakdown: { databases: expect.any(Number) } },
    })
    expect(await status()).toBe('available')
  }, 120_000)

  test('wake --no-wait begins with it, and the functions do the rest', async () => {
    await scene.json('sleep production --yes')
    await until('stopped')
    await look(false)
    expect(await scene.json('wake production --no-wait')).toMatchObject({
      outcome: 'begun',
      services: { app: { desired: 0 } },
    })
    expect(await status()).toBe('starting')
    await settled(async () => (await visitor.ask('/chat', browser)).status === 200, 60)
    expect((await notesOf(scene)).lastStart).toMatchObject({ databases: expect.any(Number) })
  }, 120_000)
})
