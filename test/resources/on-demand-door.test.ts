import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { frontDoor } from '../../src/lib/on-demand/door/index.ts'
import { resources } from '../../src/lib/resources/index.ts'
import { listenerRules } from '../../src/lib/resources/listener-rules.ts'
import { doorDeps, doorOf, doorPlan, isWhole } from '../../src/lib/resources/on-demand/on-demand-door.ts'
import { wakerTarget } from '../../src/lib/resources/on-demand/waker-target.ts'
import { inspectWorld, World } from '../../src/lib/resources/world.ts'
import { Environment } from './environment.ts'
import { manifestOf, scope } from './manifest.ts'
import { type Moto, startMoto } from './moto.ts'
import { startOwn } from './sandbox.ts'
import { someoneElses } from './someone-elses.ts'

const kinds = resources.filter(({ stage }) => stage === 'bootstrap')
const network = { nat: 'none' }
const app = { image: 'nginx', port: 8080, routes: ['/*'], subnets: 'public', sticky: true }
const api = { ...app, routes: ['/v1/*', '/v2/*'], sticky: false }
const docs = { ...app, routes: ['/docs'], sticky: false }
const services = { app, api, docs }
const always = manifestOf({ network, services })
const asleepAtTimes = manifestOf({ network, services, onDemand: { service: 'app', with: ['api'] } })

describe.each([
  ['moto', startMoto],
  ['the sandbox', startOwn],
] as const)('on %s, behind a load balancer', (_stand, start) => {
  let moto: Moto
  let environment: Environment
  const rules = async () =>
    (await listenerRules.inspect(scope, moto.ports)).main?.rules.map(({ text }) => text)
  const door = async () => {
    const world = await inspectWorld(Object.values(doorDeps), scope, moto.ports)
    return frontDoor(doorOf(doorPlan(asleepAtTimes), world.standing(doorDeps)), moto.ports)
  }

  beforeAll(async () => {
    moto = await start()
    environment = new Environment(kinds, moto.ports)
    await environment.settle(always)
  })
  afterAll(() => moto?.stop())

  test('what begins to sleep gets rules that lead to the waker and to each service', async () => {
    expect(await rules()).toEqual(['/docs → docs', '/v1/* /v2/* → api', '/* → app'])
    await environment.settle(asleepAtTimes)
    expect(await environment.plan(asleepAtTimes)).toEqual([])
    expect(await rules()).toEqual([
      '/shutdown /status /wake → on-demand/waker',
      '/docs → docs',
      '/v1/* /v2/* → api or on-demand/waker',
      '/* → app or on-demand/waker',
    ])
  })

  test('the load balancer may call the waker, and nobody else of its kind', async () => {
    const { function: arn, groupArn } = (await wakerTarget.inspect(scope, moto.ports))['on-demand/waker']!
    expect(arn).toBe('arn:aws:lambda:eu-west-1:123456789012:function:shop-prod-on-demand-waker')
    const { Policy } = await moto.ports.lambda.getPolicy({ FunctionName: arn })
    const statements = (JSON.parse(Policy!) as { Statement: object[] }).Statement
    expect(statements).toContainEqual(
      expect.objectContaining({
        Sid: 'deployctl-visits',
        Principal: { Service: 'elasticloadbalancing.amazonaws.com' },
        Condition: { ArnLike: { 'AWS:SourceArn': groupArn } },
      }),
    )
  })

  test('it is turned and turned back, which is no change to a plan', async () => {
    const turning = await door()
    expect(await turning.leads()).toBe('waker')
    await turning.turn('service')
    expect(await turning.leads()).toBe('service')
    expect(await environment.plan(asleepAtTimes)).toEqual([])
    await environment.settle(asleepAtTimes)
    expect(await turning.leads()).toBe('service')
    await turning.turn('waker')
    expect(await turning.leads()).toBe('waker')
    expect(await turning.finds()).toBe(false)
  })

  test('what never sleeps again leaves nothing of it', async () => {
    await environment.settle(always)
    expect(await environment.plan(always)).toEqual([])
    expect(await rules()).toEqual(['/docs → docs', '/v1/* /v2/* → api', '/* → app'])
    expect((await environment.standing()).filter(one => one.includes('waker'))).toEqual([])
  })
})

test('whoever is served goes on being served when it begins to sleep at times', async () => {
  // moto calls every registered target healthy.
  const moto = await startMoto()
  const environment = new Environment(kinds, moto.ports)
  await environment.settle(always)
  const { TargetGroups } = await moto.ports.elb.describeTargetGroups({ Names: ['shop-prod-app'] })
  const TargetGroupArn = TargetGroups![0]!.TargetGroupArn!
  await moto.ports.elb.registerTargets({ TargetGroupArn, Targets: [{ Id: '10.0.0.9', Port: 8080 }] })
  await environment.settle(asleepAtTimes)
  const { Rules } = await moto.ports.elb.describeRules({
    RuleArns: (await listenerRules.inspect(scope, moto.ports)).main!.rules.map(({ arn }) => arn),
  })
  const turned = Rules!.filter(({ Actions }) => (Actions![0]!.ForwardConfig?.TargetGroups ?? []).length > 1)
  const led = turned.map(
    ({ Actions }) => Actions![0]!.ForwardConfig!.TargetGroups!.find(({ Weight }) => Weight === 1)!,
  )
  expect(led.map(({ TargetGroupArn: arn }) => arn!.split('/')[1]).toSorted()).toEqual([
    'shop-prod-app',
    'shop-prod-on-demand-waker',
  ])
  moto.stop()
})

test('on the load balancer of somebody else, the rules of our host are turned, and theirs stay', async () => {
  const own = await startOwn()
  const environment = new Environment(kinds, own.ports)
  const theirs = await someoneElses(own.ports)
  const guest = manifestOf({
    network: { existing: theirs.network },
    loadBalancer: { existing: theirs.arn },
    domain: { name: 'shop.example.com', external: true },
    services: { app },
    onDemand: { service: 'app' },
  })
  await environment.settle(guest)
  expect(await environment.plan(guest)).toEqual([])
  const rules = async () =>
    (await listenerRules.inspect(scope, own.ports)).main?.rules.map(({ text }) => text)
  expect(await rules()).toEqual([
    'shop.example.com /shutdown /status /wake → on-demand/waker',
    'shop.example.com /* → app or on-demand/waker',
  ])
  const world = await inspectWorld(Object.values(doorDeps), scope, own.ports, guest)
  const found = doorOf(doorPlan(guest), world.standing(doorDeps))
  expect(found).toMatchObject({ listener: theirs.listener, countsConnections: false })
  const door = frontDoor(found, own.ports)
  await door.turn('service')
  expect([await door.leads(), await environment.plan(guest)]).toEqual(['service', []])
  await environment.tearDown()
  expect(await environment.standing()).toEqual([])
  const left = await own.ports.elb.describeRules({ ListenerArn: theirs.listener })
  expect(left.Rules!.map(({ Priority }) => Priority)).toEqual(['100', 'default'])
  own.stop()
})

test('a door is whole only once all of it stands', () => {
  const standing = new World().standing(doorDeps)
  expect(isWhole(doorOf(doorPlan(asleepAtTimes), standing))).toBe(false)
  const behindApi = manifestOf({
    ingress: 'http-api',
    network,
    services: { app: { ...app, sticky: false } },
    onDemand: { service: 'app' },
  })
  expect(doorPlan(behindApi)).toEqual({ kind: 'http-api', services: ['app'], routes: { $default: 'app' } })
  expect(isWhole(doorOf(doorPlan(behindApi), standing))).toBe(false)
})
