import { randomBytes, scrypt } from 'node:crypto'
import { promisify } from 'node:util'

/** Tag of a secret or parameter that holds its salt. */
export const saltTag = 'deployctl:salt'

const deriveKey = promisify<string, string, number, Buffer>(scrypt)

export function newSalt(): string {
  return randomBytes(16).toString('hex')
}

/**
 * Eight hex digits by which people see whether two values are the same, without seeing a value.
 * A plain hash would let anyone with a list test guesses. The salt is random for each secret and lies in its
 * tags, out of the list's and the log's sight; for those who can read tags, scrypt makes a guess cost some
 * 50 ms, and so short a digest confirms none for certain.
 */
export async function fingerprint(value: string, salt: string): Promise<string> {
  return (await deriveKey(value, salt, 4)).toString('hex')
}
