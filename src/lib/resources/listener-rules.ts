import { type Ports, pages, unlessMissing } from '../aws/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { wakerPaths } from '../manifest/waker-paths.ts'
import { turnedAction } from '../on-demand/door/turned-action.ts'
import { ourIds } from './elb-tags.ts'
import { entrances, hasIngress } from './ingress.ts'
import { entryListener, listener } from './listener.ts'
import { placed, type RuleSpec, textOf } from './listener-rule-text.ts'
import { type Scope, tagList } from './names.ts'
import { turnedServices, wakerEntrance, wantsWaker } from './on-demand/waker-entrance.ts'
import { wakerTargetGroup } from './on-demand/waker-target-group.ts'
import { type Change, changed, defineResource, type Run, type Standing } from './resource.ts'
import { orderRules } from './rule-order.ts'
import { type PlacedRule, placeRules } from './rule-placement.ts'
import { findTargetGroups, targetGroup } from './target-group.ts'

export interface ListenerRulesSpec {
  /** Logical id of the listener. */
  readonly listener: string
  /** The host that requests must be for, on a load balancer that others use too. */
  readonly host?: string | undefined
  /** First match first. */
  readonly rules: readonly RuleSpec[]
}

export interface ListenerRule extends PlacedRule {
  readonly listenerArn: string
}

export interface ListenerRulesState {
  /** First match first, on each listener. */
  readonly rules: readonly ListenerRule[]
}

const deps = { listener, targetGroup, wakerTargetGroup }
type Deps = typeof deps

/** All values of all conditions of a rule count (Elastic Load Balancing quotas, "Condition values per rule"). */
const valuesPerRule = 5

/** The path rules of the environment, as one ordered set, because only together do they mean anything. */
export const listenerRules = defineResource<ListenerRulesSpec, ListenerRulesState, Deps>({
  kind: 'listener-rules',
  stage: 'bootstrap',
  deps,

  desired: manifest => (hasIngress(manifest) ? { main: specOf(manifest) } : {}),

  async inspect(scope, ports): Promise<Record<string, ListenerRulesState>> {
    const groups = await findTargetGroups(scope, ports)
    const services = new Map(groups.map(([id, { TargetGroupArn }]) => [TargetGroupArn!, id]))
    const balancers = new Set(groups.flatMap(([, { LoadBalancerArns = [] }]) => LoadBalancerArns))
    const listeners = await Promise.all([...balancers].map(arn => listenerArns(arn, ports)))
    const { rules } = await read(listeners.flat(), services, scope, ports)
    return rules.length > 0 ? { main: { rules } } : {}
  },

  diff(want, have, deps) {
    const listenerArn = deps.listener.get(want.listener)?.arn
    const wanted = want.rules.map(rule => textOf(rule, want.host))
    const standing = have.rules.filter(rule => rule.listenerArn === listenerArn).map(({ text }) => text)
    const elsewhere = have.rules.filter(rule => rule.listenerArn !== listenerArn).map(({ text }) => text)
    const missing = wanted.filter(text => !standing.includes(text))
    const extra = [...standing.filter(text => !wanted.includes(text)), ...elsewhere]
    const inOrder = missing.length + extra.length > 0 ? [] : changed('order', standing, wanted)
    return [
      ...missing.map(to => rule(undefined, to)),
      ...extra.map(from => rule(from, undefined)),
      ...inOrder,
    ]
  },

  async ensure(want, have, deps, run) {
    const { arn } = deps.listener.of(want.listener)
    const groups = [...deps.targetGroup.entries(), ...deps.wakerTargetGroup.entries()]
    const services = new Map(groups.map(([id, group]) => [group.arn, id]))
    const { rules, foreign } = await read([arn], services, run.scope, run.ports)
    const wanted = new Map(want.rules.map(rule => [textOf(rule, want.host), rule]))
    const placement = placeRules([...wanted.keys()], rules, foreign)
    if (placement.moves.length > 0) await move(placement.moves, run)
    for (const { text, priority } of placement.creations) {
      await create(arn, { ...wanted.get(text)!, priority, host: want.host }, deps, run)
    }
    const elsewhere = have?.rules.filter(rule => rule.listenerArn !== arn).map(rule => rule.arn) ?? []
    await removeAll([...placement.removals, ...elsewhere], run)
    return { rules: (await read([arn], services, run.scope, run.ports)).rules }
  },

  remove: ({ rules }, run) =>
    removeAll(
      rules.map(({ arn }) => arn),
      run,
    ),

  identify: ({ rules }) => (rules.length === 1 ? `1 rule` : `${rules.length} rules`),
})

function specOf(manifest: Manifest): ListenerRulesSpec {
  const host = manifest.loadBalancer.existing ? manifest.domain?.name : undefined
  const routes = Object.entries(entrances(manifest)).map(([name, { paths }]) => [name, paths] as const)
  const ofServices = orderRules(Object.fromEntries(routes), host ? valuesPerRule - 1 : valuesPerRule)
  const isAsleepAtTimes = wantsWaker(manifest, 'load-balancer')
  const turned = isAsleepAtTimes ? turnedServices(manifest) : []
  return {
    listener: entryListener(manifest),
    host,
    rules: [
      ...(isAsleepAtTimes ? [{ service: wakerEntrance, paths: wakerPaths, turns: false }] : []),
      ...ofServices.map(one => ({ ...one, turns: turned.includes(one.service) })),
    ],
  }
}

function rule(from: string | undefined, to: string | undefined): Change {
  return { path: 'rule', from, to }
}

async function create(
  ListenerArn: string,
  { service, paths, turns, host, priority }: RuleSpec & { host: string | undefined; priority: number },
  { targetGroup, wakerTargetGroup }: Standing<Deps>,
  { ports, scope, id }: Run,
): Promise<void> {
  const waker = wakerTargetGroup.get(wakerEntrance)?.arn ?? ''
  const TargetGroupArn = service === wakerEntrance ? waker : targetGroup.of(service).arn
  // Who is served already goes on being served: the waker may not answer yet.
  const leads = turns && (await serves(TargetGroupArn, ports)) ? 'service' : 'waker'
  await ports.elb.createRule({
    ListenerArn,
    Priority: priority,
    Conditions: [
      ...(host ? [{ Field: 'host-header', HostHeaderConfig: { Values: [host] } }] : []),
      { Field: 'path-pattern', PathPatternConfig: { Values: [...paths] } },
    ],
    Actions: [turns ? turnedAction(TargetGroupArn, waker, leads) : { Type: 'forward', TargetGroupArn }],
    Tags: tagList(scope, id),
  })
}

async function serves(TargetGroupArn: string, { elb }: Ports): Promise<boolean> {
  const { TargetHealthDescriptions = [] } = await elb.describeTargetHealth({ TargetGroupArn })
  return TargetHealthDescriptions.some(({ TargetHealth }) => TargetHealth?.State === 'healthy')
}

async function move(moves: readonly { arn: string; priority: number }[], { ports }: Run): Promise<void> {
  await ports.elb.setRulePriorities({
    RulePriorities: moves.map(({ arn, priority }) => ({ RuleArn: arn, Priority: priority })),
  })
}

/** One after another: the order is what keeps a request from falling to a rule that never was meant for it. */
async function removeAll(arns: readonly string[], { ports }: Run): Promise<void> {
  for (const RuleArn of arns) await unlessMissing(ports.elb.deleteRule({ RuleArn }))
}

async function listenerArns(LoadBalancerArn: string, { elb }: Ports): Promise<string[]> {
  const listeners = await pages(elb.describeListeners, { LoadBalancerArn }, page => page.Listeners)
  return listeners.map(({ ListenerArn }) => ListenerArn!)
}

/** Our rules on these listeners, and the numbers that others have taken there. */
async function read(
  listeners: readonly string[],
  services: ReadonlyMap<string, string>,
  scope: Scope,
  ports: Ports,
): Promise<{ rules: ListenerRule[]; foreign: number[] }> {
  const perListener = await Promise.all(
    listeners.map(async listenerArn => {
      const rules = await pages(ports.elb.describeRules, { ListenerArn: listenerArn }, page => page.Rules)
      return rules.filter(({ IsDefault }) => !IsDefault).map(rule => ({ listenerArn, rule }))
    }),
  )
  const all = perListener.flat()
  const ours = await ourIds(
    all.map(({ rule }) => rule.RuleArn!),
    scope,
    ports,
  )
  const rules = all.filter(({ rule }) => ours.has(rule.RuleArn!))
  const others = all.filter(({ rule }) => !ours.has(rule.RuleArn!))
  return {
    rules: rules
      .map(({ listenerArn, rule }) => ({ listenerArn, ...placed(rule, services) }))
      .toSorted((a, b) => a.priority - b.priority),
    foreign: others.map(({ rule }) => Number(rule.Priority)),
  }
}
