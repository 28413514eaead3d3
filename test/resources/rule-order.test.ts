import { assert, constantFrom, property, string, uniqueArray } from 'fast-check'
import { expect, test } from 'vitest'
import { bySpecificity, overlap } from '../../src/lib/resources/path-pattern.ts'
import { orderRules } from '../../src/lib/resources/rule-order.ts'

const pattern = () =>
  string({ unit: constantFrom('a', 'b', '/', '*', '?'), minLength: 0, maxLength: 6 }).map(text => `/${text}`)
const path = () => string({ unit: constantFrom('a', 'b', '/'), maxLength: 6 }).map(text => `/${text}`)

function matches(glob: string, text: string): boolean {
  const source = glob.replaceAll('*', '.*').replaceAll('?', '.')
  return new RegExp(`^${source}$`).test(text)
}

test('the paths of the realtime system: /v1/realtime/* wins over /v1/*', () => {
  const routes = {
    api: ['/v1/*'],
    realtime: ['/realtime/*', '/v1/realtime/*'],
    webhooks: ['/webhooks/*'],
    telephony: ['/telephony/*'],
  }
  expect(orderRules(routes, 5)).toEqual([
    { service: 'realtime', paths: ['/v1/realtime/*', '/realtime/*'] },
    { service: 'telephony', paths: ['/telephony/*'] },
    { service: 'webhooks', paths: ['/webhooks/*'] },
    { service: 'api', paths: ['/v1/*'] },
  ])
})

test('a catch-all comes last, even beside a specific path of its own service', () => {
  expect(orderRules({ site: ['/*', '/v1/docs'], api: ['/v1/*'] }, 5)).toEqual([
    { service: 'site', paths: ['/v1/docs'] },
    { service: 'api', paths: ['/v1/*'] },
    { service: 'site', paths: ['/*'] },
  ])
})

test('a rule holds no more paths than AWS lets it', () => {
  const paths = ['/a', '/b', '/c', '/d', '/e', '/f']
  expect(orderRules({ api: paths }, 5)).toEqual([
    { service: 'api', paths: ['/a', '/b', '/c', '/d', '/e'] },
    { service: 'api', paths: ['/f'] },
  ])
})

test('for every path the first rule that matches belongs to the most specific pattern', () => {
  const routes = uniqueArray(pattern(), { minLength: 1, maxLength: 8 })
  assert(
    property(routes, path(), (patterns, request) => {
      const services = ['x', 'y', 'z']
      const owner = (index: number) => services[index % services.length]!
      const table = Object.fromEntries(
        services.map(name => [name, patterns.filter((_, index) => owner(index) === name)]),
      )
      const winner = orderRules(table, 5).find(({ paths }) => paths.some(one => matches(one, request)))
      const best = patterns.filter(one => matches(one, request)).toSorted(bySpecificity)[0]
      expect(winner?.service).toBe(best && owner(patterns.indexOf(best)))
    }),
    { numRuns: 500 },
  )
})

test('a pattern that matches only part of what another does comes before it', () => {
  const narrowFirst = [
    ['/v1/status', '/v1/*'],
    ['/v1/', '/v1/*'],
    ['/v1/*/logs', '/v1/*'],
    ['/v1/*/x*', '/v1/*'],
    ['/a??', '/a*'],
    ['/a?', '/a*'],
    ['/*a*b*', '/*?b*'],
    ['/v1/*', '/*'],
  ] as const
  for (const [narrow, wide] of narrowFirst) {
    expect([wide, narrow].toSorted(bySpecificity)).toEqual([narrow, wide])
  }
})

test('overlap agrees with matching: what both patterns match, they overlap on', () => {
  assert(
    property(pattern(), pattern(), path(), (a, b, request) => {
      if (matches(a, request) && matches(b, request)) expect(overlap(a, b)).toBe(true)
    }),
    { numRuns: 500 },
  )
  expect(overlap('/v1/*', '/v2/*')).toBe(false)
  expect(overlap('/*/admin', '/v1/*')).toBe(true)
  expect(overlap('/a?', '/a')).toBe(false)
  const many = `/${'*a'.repeat(40)}`
  expect(overlap(`${many}b`, `${many}c`)).toBe(false)
})
