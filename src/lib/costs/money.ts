/** Decimals that quantities and prices are taken to; what lies beyond is below a thousandth of a cent. */
const quantityDigits = 6
const priceDigits = 10
const perCent = 10n ** BigInt(quantityDigits + priceDigits - 2)

/**
 * What a quantity costs at a price in US dollars, in whole cents, rounded half up. Computed in integers, so that
 * no sum depends on how doubles round.
 */
export function centsOf(quantity: number, price: number): number {
  const product = scaled(quantity, quantityDigits) * scaled(price, priceDigits)
  return Number((product + perCent / 2n) / perCent)
}

/** Dollars as JSON shows them; a whole number of cents is always the nearest double. */
export function dollars(cents: number): number {
  return cents / 100
}

function scaled(value: number, digits: number): bigint {
  return BigInt(value.toFixed(digits).replace('.', ''))
}
