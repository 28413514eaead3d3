import { expect, test } from 'vitest'
import type { Manifest } from '../../src/lib/manifest/schema/manifest.ts'
import { impossible, type PlanItem, planFor, planTeardown } from '../../src/lib/resources/plan.ts'
import { type AnyResource, changed, defineResource, type Resource } from '../../src/lib/resources/resource.ts'
import { World } from '../../src/lib/resources/world.ts'

type Kind = Resource<number, number, Record<string, AnyResource>>

function kind(name: string, deps: Record<string, AnyResource> = {}, more: Partial<Kind> = {}) {
  return defineResource<number, number, Record<string, AnyResource>>({
    kind: name,
    stage: 'bootstrap',
    deps,
    desired: () => ({}),
    inspect: async () => ({}),
    diff: (want, have) => changed('size', have, want, true),
    ensure: async want => want,
    remove: async () => {},
    identify: String,
    ...more,
  })
}

const vpc = kind('vpc')
const gateway = kind('gateway', { vpc })
const subnet = kind('subnet', { vpc })
const group = kind('group', { vpc })
const rules = kind('rules', { group })
const store = kind(
  'store',
  { subnet, group },
  { holdsData: () => true, standsOn: () => ({ group: ['stores'] }) },
)
const note = kind('note', { store }, { traitOf: store })
const pool = kind('pool', { store })
const kinds = [vpc, gateway, subnet, group, rules, store, note, pool]

function standing(ids: readonly string[]): World {
  const world = new World()
  for (const [name, id] of ids.map(one => one.split('/'))) {
    world.set(name!, id!, { state: 1, external: id === 'theirs' })
  }
  return world
}

const all = [
  'vpc/main',
  'gateway/main',
  'subnet/a',
  'subnet/b',
  'subnet/theirs',
  'group/stores',
  'group/tasks',
  'rules/stores',
  'store/main',
  'note/main',
  'note/other',
  'pool/main',
]

const kept = (items: readonly PlanItem[]) =>
  items
    .filter(({ action }) => action === 'keep')
    .map(({ resource, id, why }) => `${resource.kind}/${id}: ${why}`)

const reasons = [
  'vpc/main: subnet a stands on it',
  'subnet/a: store main stands on it',
  'subnet/b: store main stands on it',
  'subnet/theirs: undefined',
  'group/stores: store main stands on it',
  'store/main: data is in it',
  'note/main: a part of store main',
]

test('what is kept for its data keeps what it stands on, its traits, and nothing else', () => {
  expect(kept(planTeardown(kinds, standing(all), new Set()))).toEqual(reasons)
  expect(kept(planFor(kinds, {} as Manifest, standing(all)))).toEqual(reasons)
})

test('where the data is named, all of it goes', () => {
  const named = (name: string) => kept(planTeardown(kinds, standing(all), new Set([name])))
  expect(named('store/main')).toEqual(['subnet/theirs: undefined'])
  expect(named('main')).toEqual(['subnet/theirs: undefined'])
  expect(named('*')).toEqual(['subnet/theirs: undefined'])
  expect(named('store/other')).toEqual(reasons)
})

test('what holds data is never replaced, whether or not others stand on it', () => {
  const wanting = (want: number) => {
    const alone = { ...store, desired: () => ({ main: want }) }
    const world = standing(['store/main'])
    return impossible(planFor([alone], {} as Manifest, world), world).map(({ id }) => id)
  }
  expect(wanting(2)).toEqual(['main'])
  expect(wanting(1)).toEqual([])
})
