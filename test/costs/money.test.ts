import fc from 'fast-check'
import { expect, test } from 'vitest'
import { centsOf, dollars } from '../../src/lib/costs/money.ts'

test.each([
  [730, 0.045, 3285],
  [1, 0.005, 1],
  [1, 0.00499, 0],
  [0.75, 0.0233333333, 2],
  [1_000_000, 0.0166667, 1_666_670],
  [0, 3, 0],
  // 1.005 is no double: multiplied as doubles this would be 100.
  [1, 1.005, 101],
  [1e12, 1, 1e14],
])('%d at $%d is %d cents', (quantity, price, cents) => {
  expect(centsOf(quantity, price)).toBe(cents)
})

test('cents are whole, and never more than half a cent from the product', () => {
  const quantities = fc.double({ min: 0, max: 1e6, noNaN: true })
  const prices = fc.double({ min: 0, max: 1000, noNaN: true })
  fc.assert(
    fc.property(quantities, prices, (quantity, price) => {
      const cents = centsOf(quantity, price)
      expect(Number.isSafeInteger(cents)).toBe(true)
      // Beside the rounding, what the sixth decimal of the quantity and the tenth of the price leave out.
      const slack = 0.5 + price * 1e-4 + quantity * 1e-8 + 1e-6
      expect(Math.abs(cents - quantity * price * 100)).toBeLessThanOrEqual(slack)
    }),
  )
})

test('dollars print as they are', () => {
  expect([1, 10, 1005, 6615, 123_456_789].map(dollars).map(String)).toEqual([
    '0.01',
    '0.1',
    '10.05',
    '66.15',
    '1234567.89',
  ])
})
