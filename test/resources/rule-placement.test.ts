import { array, assert, constantFrom, property, string, subarray, uniqueArray } from 'fast-check'
import { expect, test } from 'vitest'
import { orderRules, type PathRule } from '../../src/lib/resources/rule-order.ts'
import { type PlacedRule, placeRules } from '../../src/lib/resources/rule-placement.ts'

const rule = (text: string, priority: number): PlacedRule => ({ arn: `arn:${text}`, text, priority })

test('numbers the first rules by tens', () => {
  expect(placeRules(['a', 'b'], [], [])).toEqual({
    moves: [],
    creations: [
      { text: 'a', priority: 10 },
      { text: 'b', priority: 20 },
    ],
    removals: [],
  })
})

test('does nothing where all is as wanted', () => {
  const standing = [rule('b', 20), rule('a', 10)]
  expect(placeRules(['a', 'b'], standing, [5])).toEqual({ moves: [], creations: [], removals: [] })
})

test('puts a new rule into a gap and moves nothing', () => {
  expect(placeRules(['a', 'new', 'b'], [rule('a', 10), rule('b', 20)], [])).toEqual({
    moves: [],
    creations: [{ text: 'new', priority: 15 }],
    removals: [],
  })
})

test('makes room with numbers that nobody has, where a gap is too narrow', () => {
  expect(placeRules(['a', 'new', 'b'], [rule('a', 1), rule('b', 2)], [])).toEqual({
    moves: [
      { arn: 'arn:a', priority: 12 },
      { arn: 'arn:b', priority: 32 },
    ],
    creations: [{ text: 'new', priority: 22 }],
    removals: [],
  })
})

test('stays behind the rules of others, and off their numbers', () => {
  expect(placeRules(['a', 'b'], [], [3, 400]).creations.map(({ priority }) => priority)).toEqual([410, 420])
  expect(placeRules(['a', 'b'], [rule('b', 20)], [10, 14]).creations).toEqual([{ text: 'a', priority: 17 }])
  expect(placeRules(['a'], [], [1, 50_000]).creations).toEqual([{ text: 'a', priority: 2 }])
})

test('puts the new rule before the old one that it replaces, and removes last first', () => {
  const standing = [rule('old-1', 10), rule('old-2', 20), rule('kept', 30)]
  expect(placeRules(['new', 'kept'], standing, [])).toEqual({
    moves: [],
    creations: [{ text: 'new', priority: 5 }],
    removals: ['arn:old-2', 'arn:old-1'],
  })
})

test('makes anew what somebody put out of order', () => {
  expect(placeRules(['a', 'b'], [rule('b', 10), rule('a', 20)], [])).toEqual({
    moves: [],
    creations: [{ text: 'a', priority: 5 }],
    removals: ['arn:a'],
  })
})

test('at every moment each request goes where it went before, or where it will go', () => {
  const pattern = string({ unit: constantFrom('a', 'b', '*'), minLength: 1, maxLength: 4 })
  const requests = ['a', 'b', 'aa', 'ab', 'ba', 'bb', 'aab', 'aba', 'abb', 'bab']
  const paths = uniqueArray(pattern, { minLength: 1, maxLength: 6 })
  const owners = array(constantFrom('x', 'y', 'z'), { minLength: 6, maxLength: 6 })
  const foreign = subarray([4, 10, 11, 15, 25, 300, 50_000])
  assert(
    property(paths, owners, paths, owners, foreign, (before, ownersBefore, after, ownersAfter, taken) => {
      const old = rulesOf(before, ownersBefore)
      const wanted = rulesOf(after, ownersAfter)
      const start = placeRules(old.map(textOf), [], taken)
      const standing = start.creations.map(({ text, priority }) => rule(text, priority))
      const states = history(placeRules(wanted.map(textOf), standing, taken), standing)
      for (const request of requests) {
        const allowed = [winner(old, request), winner(wanted, request)]
        for (const state of states) expect(allowed).toContain(winner(state.map(parse), request))
      }
      expect(states.at(-1)).toEqual(wanted.map(textOf))
    }),
    { numRuns: 500 },
  )
})

function rulesOf(paths: readonly string[], owners: readonly string[]): PathRule[] {
  const services = [...new Set(owners)]
  const table = services.map(name => [name, paths.filter((_, index) => owners[index] === name)] as const)
  return orderRules(Object.fromEntries(table), 2)
}

const textOf = ({ service, paths }: PathRule) => `${paths.join(' ')} → ${service}`
const parse = (text: string): PathRule => {
  const [paths, service] = text.split(' → ')
  return { service: service!, paths: paths!.split(' ') }
}

function winner(rules: readonly PathRule[], request: string): string | undefined {
  return rules.find(({ paths }) =>
    paths.some(path => new RegExp(`^${path.replaceAll('*', '.*')}$`).test(request)),
  )?.service
}

/** What stands after each call, first match first. */
function history({ moves, creations, removals }: ReturnType<typeof placeRules>, standing: PlacedRule[]) {
  const rules = new Map(standing.map(({ arn, text, priority }) => [arn, { text, priority }]))
  const states: string[][] = []
  const keep = () => {
    const inOrder = [...rules.values()].toSorted((a, b) => a.priority - b.priority)
    expect(new Set(inOrder.map(({ priority }) => priority)).size).toBe(inOrder.length)
    states.push(inOrder.map(({ text }) => text))
  }
  for (const { arn, priority } of moves) rules.set(arn, { ...rules.get(arn)!, priority })
  keep()
  for (const { text, priority } of creations) {
    rules.set(`new:${text}`, { text, priority })
    keep()
  }
  for (const arn of removals) {
    rules.delete(arn)
    keep()
  }
  return states
}
