import fc from 'fast-check'
import { expect, test } from 'vitest'
import { graphOf } from '../../src/lib/diagrams/graph/index.ts'
import { layoutOf } from '../../src/lib/diagrams/layout/index.ts'
import { collisions } from './collisions.ts'
import { everything, templateManifests } from './drawing.ts'
import { systems } from './systems.ts'

test.each([['everything', everything] as const, ...(await templateManifests())])(
  'nothing runs into anything in %s',
  (_name, manifest) => {
    expect(collisions(layoutOf(graphOf(manifest)))).toEqual([])
  },
)

test('rows go from those who ask to what keeps data', () => {
  const { boxes } = layoutOf(graphOf(everything))
  const y = (id: string) => boxes.find(({ node }) => node.id === id)!.y
  const order = [
    'clients',
    'domain',
    'load-balancer',
    'service/web',
    'proxy/main',
    'database/main',
    'people',
  ].map(y)
  expect(order).toEqual(order.toSorted((a, b) => a - b))
  expect(new Set(order).size).toBe(order.length)
})

test('the same manifest is the same picture', () => {
  expect(layoutOf(graphOf(everything))).toEqual(layoutOf(graphOf(everything)))
})

test('nothing runs into anything in any system', () => {
  fc.assert(
    fc.property(systems, manifest => {
      expect(collisions(layoutOf(graphOf(manifest)))).toEqual([])
    }),
    { numRuns: 100 },
  )
})
