import { DeployctlError } from '../errors/index.ts'
import type { Entry } from './entries.ts'
import { bcryptHash } from './generators.ts'

/** bcrypt ignores what comes after, so a longer password would match by its beginning alone. */
const bcryptLimit = 72
/** The limit of Secrets Manager, and of SSM's standard tier; in bytes. */
const limits = { secret: 65_536, parameter: 4096 }

/**
 * Checks a value against the rules that the manifest gives it. No message holds any of the value.
 * @throws DeployctlError `secrets.invalid-value`
 */
export function validateValue({ label, kind, key, rules }: Entry, value: string): void {
  const problem = problemWith(value)
  if (problem) throw new DeployctlError('secrets.invalid-value', { message: `${label} ${problem}.` })

  function problemWith(text: string): string | undefined {
    // AWS stores no empty value, but a key within a secret may be empty.
    if (text === '') return rules.optional && key ? undefined : 'must not be empty'
    if (text.includes('\0')) return 'holds a zero byte, which no environment variable can'
    if (rules.pattern && !new RegExp(rules.pattern, 'u').test(text)) return `does not match ${rules.pattern}`
    const bytes = Buffer.byteLength(text)
    if (rules.hash && bytes > bcryptLimit) return `is longer than the ${bcryptLimit} bytes that bcrypt reads`
    return bytes > limits[kind] ? `is longer than ${limits[kind]} bytes` : undefined
  }
}

/** The value as it is stored: checked as it was given, then hashed where the rules say so. */
export async function prepareValue(entry: Entry, given: string): Promise<string> {
  validateValue(entry, given)
  return entry.rules.hash && given !== '' ? await bcryptHash(given) : given
}
