import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import type { Versioned } from './tables.ts'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** As CloudFront's identifiers and ETags look: an E and 13 letters and digits. */
export function capitalId(call: Call): string {
  const digits = BigInt(`0x${call.id('', 20)}`)
  const code = Array.from(
    { length: 13 },
    (_, place) => letters[Number((digits / 36n ** BigInt(place)) % 36n)],
  )
  return `E${code.join('')}`
}

export function uuid(call: Call): string {
  const hex = call.id('', 32)
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** @throws AwsError unless the caller names the version that stands */
export function checkMatch(IfMatch: string | undefined, { etag }: Versioned): void {
  if (IfMatch === undefined) {
    throw awsError(
      'InvalidIfMatchVersion',
      'The If-Match version is missing or not valid for the resource.',
      400,
    )
  }
  if (IfMatch.replaceAll('"', '') !== etag) {
    throw awsError(
      'PreconditionFailed',
      "The request failed because it didn't meet the preconditions in one or more request-header fields.",
      412,
    )
  }
}

/** @throws AwsError where a list does not have as many items as it says, anywhere in a configuration */
export function checkQuantities(value: unknown): void {
  if (Array.isArray(value)) value.forEach(checkQuantities)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return
  const { Quantity, Items = [] } = value as { Quantity?: number; Items?: unknown[] }
  if (Quantity !== undefined && Quantity !== Items.length) {
    throw awsError('InconsistentQuantities', 'The value of Quantity and the size of Items do not match.', 400)
  }
  Object.values(value).forEach(checkQuantities)
}

export function invalidArgument(message: string): AwsError {
  return awsError('InvalidArgument', message, 400)
}

/** A list as CloudFront writes it. */
export function quantified<Item>(items: readonly Item[]): { Quantity: number; Items: Item[] } {
  return { Quantity: items.length, Items: [...items] }
}
