import { expect, test } from 'vitest'
import { listener } from '../../src/lib/resources/listener.ts'
import { listenerRules } from '../../src/lib/resources/listener-rules.ts'
import { loadBalancer } from '../../src/lib/resources/load-balancer.ts'
import { securityGroupRules } from '../../src/lib/resources/security-group-rules.ts'
import { targetGroup } from '../../src/lib/resources/target-group.ts'
import { balancingKinds } from './balancing-kinds.ts'
import { manifestOf, scope } from './manifest.ts'
import { startMoto } from './moto.ts'
import { standOn } from './on-both.ts'
import { someoneElses } from './someone-elses.ts'

const { moto, environment } = standOn(balancingKinds, startMoto)

const network = { nat: 'none' }
const api = { image: 'nginx', port: 8080, routes: ['/v1/*'], health: { path: '/health' } }
const realtime = { image: 'nginx', port: 8081, routes: ['/realtime/*', '/v1/realtime/*'], sticky: true }
const first = manifestOf({ network, services: { api, realtime } })

const standingRules = async () =>
  (await listenerRules.inspect(scope, moto.ports)).main?.rules.map(({ text }) => text)

test('a load balancer with its path rules is made once', async () => {
  await environment.settle(first)
  expect(await environment.plan(first)).toEqual([])
  expect(await standingRules()).toEqual(['/realtime/* /v1/realtime/* → realtime', '/v1/* → api'])
  expect((await listener.inspect(scope, moto.ports)).http).toMatchObject({ port: 80, otherwise: 'not found' })
  expect((await targetGroup.inspect(scope, moto.ports)).realtime).toMatchObject({
    sticky: true,
    drain: 30,
    health: { path: '/', interval: 15, timeout: 5, healthy: 2, unhealthy: 3, codes: '200' },
  })
})

test('settings change in place', async () => {
  const services = { api: { ...api, drain: '90s', health: { path: '/ready', interval: '30s' } }, realtime }
  const changed = manifestOf({ network, loadBalancer: { idleTimeout: 300 }, services })
  expect(await environment.plan(changed)).toEqual([
    'load-balancer/main update idleTimeout',
    'target-group/api update health.path health.interval drain',
  ])
  await environment.settle(changed)
  expect(await environment.plan(changed)).toEqual([])
  await environment.settle(first)
})

test('a new service takes its place among the rules, and leaves it again', async () => {
  const docs = { image: 'nginx', port: 8082, routes: ['/v1/docs', '/*'] }
  const more = manifestOf({ network, services: { api, realtime, docs } })
  expect(await environment.plan(more)).toEqual([
    'listener-rules/main update rule rule',
    'security-group-rules/tasks update inbound inbound',
    'target-group/docs create',
  ])
  await environment.settle(more)
  expect(await environment.plan(more)).toEqual([])
  expect(await standingRules()).toEqual([
    '/realtime/* /v1/realtime/* → realtime',
    '/v1/docs → docs',
    '/v1/* → api',
    '/* → docs',
  ])
  await environment.settle(first)
  expect(await environment.plan(first)).toEqual([])
  expect(await standingRules()).toEqual(['/realtime/* /v1/realtime/* → realtime', '/v1/* → api'])
})

test('rules that somebody put out of order are put in order again', async () => {
  const { main } = await listenerRules.inspect(scope, moto.ports)
  const RuleArn = main!.rules[0]!.arn
  await moto.ports.elb.setRulePriorities({ RulePriorities: [{ RuleArn, Priority: 900 }] })
  expect(await environment.plan(first)).toEqual(['listener-rules/main update order'])
  await environment.settle(first)
  expect(await environment.plan(first)).toEqual([])
  expect(await standingRules()).toEqual(['/realtime/* /v1/realtime/* → realtime', '/v1/* → api'])
})

test('a protected load balancer is not deleted, nor anything else, and says how it can be', async () => {
  const guarded = manifestOf({
    network,
    loadBalancer: { deletionProtection: true },
    services: { api, realtime },
  })
  await environment.settle(guarded)
  expect((await loadBalancer.inspect(scope, moto.ports)).main!.deletionProtection).toBe(true)
  const before = await environment.standing()
  await expect(environment.tearDown()).rejects.toMatchObject({ code: 'load-balancer.protected' })
  expect(await environment.standing()).toEqual(before)
  await environment.settle(first)
})

test('everything is removed', async () => {
  await environment.tearDown()
  expect(await environment.standing()).toEqual([])
  expect((await moto.ports.elb.describeTargetGroups({})).TargetGroups).toEqual([])
  expect((await moto.ports.elb.describeLoadBalancers({})).LoadBalancers).toEqual([])
})

test('on a load balancer that somebody else made, only rules are added, for our host and behind theirs', async () => {
  const theirs = await someoneElses(moto.ports)
  const guest = manifestOf({
    network: { existing: theirs.network },
    loadBalancer: { existing: theirs.arn },
    domain: { name: 'shop.example.com', external: true },
    services: { api, realtime },
  })
  await environment.settle(guest)
  expect(await environment.plan(guest)).toEqual([])
  expect(await environment.standing()).toEqual([
    'listener-rules/main',
    'security-group-rules/tasks',
    'security-group/tasks',
    'target-group/api',
    'target-group/realtime',
  ])
  expect(await standingRules()).toEqual([
    'shop.example.com /realtime/* /v1/realtime/* → realtime',
    'shop.example.com /v1/* → api',
  ])
  const { Rules } = await moto.ports.elb.describeRules({ ListenerArn: theirs.listener })
  expect(Rules!.map(({ Priority }) => Priority).toSorted()).toEqual(
    ['110', '100', '120', 'default'].toSorted(),
  )
  const inbound = (await securityGroupRules.inspect(scope, moto.ports)).tasks!.inbound
  expect(inbound.map(({ text }) => text)).toContain(`tcp 8080 ${theirs.group}`)

  await environment.tearDown()
  expect(await environment.standing()).toEqual([])
  const left = await moto.ports.elb.describeRules({ ListenerArn: theirs.listener })
  expect(left.Rules!.map(({ Priority }) => Priority)).toEqual(['100', 'default'])
})
