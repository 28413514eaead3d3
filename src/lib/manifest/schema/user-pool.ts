import { z } from 'zod'

const password = z.strictObject({
  minLength: z.int().min(6).max(99).default(12).describe('Fewest characters.'),
  lowercase: z.boolean().default(true).describe('A lower-case letter is needed.'),
  uppercase: z.boolean().default(true).describe('An upper-case letter is needed.'),
  numbers: z.boolean().default(true).describe('A digit is needed.'),
  symbols: z.boolean().default(false).describe('A symbol is needed.'),
})

/** A Cognito user pool with one client. */
export const userPool = z
  .strictObject({
    mfa: z
      .enum(['off', 'optional', 'required'])
      .default('off')
      .describe('A second factor, by an authenticator app.'),
    password: password.prefault({}).describe('What a password must have.'),
    selfSignUp: z.boolean().default(true).describe('People may make their own account.'),
  })
  .describe(
    'A Cognito user pool, where people sign in and recover their account by e-mail, with one client for browsers and apps; protected from deletion until it is named with `--delete-data`.',
  )
