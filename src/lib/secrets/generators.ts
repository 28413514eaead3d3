import { randomBytes } from 'node:crypto'
import type { Rules } from './entries.ts'

/** A new random value, from the operating system's generator. */
export function generateValue({ bytes, encoding }: NonNullable<Rules['generate']>): string {
  return randomBytes(bytes).toString(encoding)
}

/** Doubles the work of every guess; 12 takes about a quarter of a second. */
const bcryptCost = 12

/** The bcrypt hash of a value, in the `$2b$` form that every library reads. */
export async function bcryptHash(value: string): Promise<string> {
  const { hash } = await import('bcryptjs')
  return await hash(value, bcryptCost)
}
