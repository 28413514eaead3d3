import { z } from 'zod'

/** How one value comes to be and what it must look like. */
export const secretValue = z.strictObject({
  prompt: z.string().optional().describe('What to ask for.'),
  hash: z.enum(['bcrypt']).optional().describe('Store this hash of the typed value.'),
  generate: z
    .strictObject({
      bytes: z.int().min(8).max(1024).default(32),
      encoding: z.enum(['hex', 'base64', 'base64url']).default('hex'),
    })
    .optional(),
  pattern: z.string().optional().describe('Regular expression that the value must match.'),
  optional: z.boolean().default(false),
  immutable: z.boolean().default(false).describe('Never replaced once set.'),
})

const keyedSecret = z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), secretValue.prefault({}))

/** One secret with one value (`{}` or rules), or with several keys; becomes `{value}` or `{keys}`. */
export const secret = z.union([
  secretValue.transform(value => ({ value, keys: undefined })),
  keyedSecret.transform(keys => ({ value: undefined, keys })),
])

export const parameter = z.strictObject({
  plain: z.boolean().default(false).describe('A String instead of a SecureString.'),
  ...secretValue.shape,
})
