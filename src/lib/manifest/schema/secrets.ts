import { z } from 'zod'
import { envName, text } from './scalars.ts'

/** How one value comes to be and what it must look like. */
export const secretValue = z.strictObject({
  prompt: text.optional().meta({ description: 'What to ask for.', examples: ['Password'] }),
  hash: z.enum(['bcrypt']).optional().describe('Store this hash of the typed value, never the value.'),
  generate: z
    .strictObject({
      bytes: z.int().min(8).max(1024).default(32).describe('How many random bytes.'),
      encoding: z.enum(['hex', 'base64', 'base64url']).default('hex').describe('How they are written.'),
    })
    .optional()
    .meta({
      description: 'Make the value from random bytes instead of asking.',
      examples: [{ bytes: 32, encoding: 'hex' }],
    }),
  pattern: text
    .optional()
    .meta({ description: 'Regular expression that the value must match.', examples: ['^wss://'] }),
  optional: z.boolean().default(false).describe('May stay empty.'),
  immutable: z.boolean().default(false).describe('Never replaced once set.'),
})

type SecretValue = z.output<typeof secretValue>
type SecretKeys = Record<string, SecretValue>

const keyedSecret = z.record(envName, secretValue.prefault({}).describe('Rules for one key of the secret.'))

const single = z.codec(secretValue, z.custom<{ value: SecretValue; keys: undefined }>(holds('value')), {
  decode: value => ({ value, keys: undefined }),
  encode: secret => secret.value,
})

const keyed = z.codec(keyedSecret, z.custom<{ value: undefined; keys: SecretKeys }>(holds('keys')), {
  decode: keys => ({ value: undefined, keys }),
  encode: secret => secret.keys,
})

/** One secret with one value (`{}` or rules), or with several keys; becomes `{value}` or `{keys}`. */
export const secret = z.union([single, keyed]).meta({
  description: 'One value (`{}`, or rules for it), or several keys with rules for each.',
  examples: [{}, { SESSION_SECRET: { generate: { bytes: 32 } }, NOTION_API_KEY: { optional: true } }],
})

function holds(key: 'value' | 'keys') {
  return (secret: unknown) => (secret as Record<string, unknown>)[key] !== undefined
}

export const parameter = z
  .strictObject({
    plain: z.boolean().default(false).describe('A String instead of a SecureString.'),
    ...secretValue.shape,
  })
  .describe('Rules for the value of one parameter; `{}` asks for it.')
