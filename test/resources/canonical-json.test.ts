import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson, canonicalText } from '../../src/lib/resources/canonical-json.ts'

test('two spellings of one policy compare equal', () => {
  const ours = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['b:B', 'a:A'], Resource: ['*'] }],
  }
  const theirs = {
    Statement: { Resource: '*', Action: ['a:A', 'b:B'], Effect: 'Allow' },
    Version: '2012-10-17',
  }
  expect(canonicalJson(ours)).toBe(canonicalJson(theirs))
})

test('what differs stays different', () => {
  expect(canonicalJson({ Action: ['a:A'] })).not.toBe(canonicalJson({ Action: ['a:A', 'b:B'] }))
  expect(canonicalJson([{ a: 1 }, { b: 2 }])).not.toBe(canonicalJson([{ b: 2 }, { a: 1 }]))
})

test('text is read as it is, and as IAM encodes it', () => {
  const text = '{"Action": "s3:Get%2A", "Effect": "Allow"}'
  expect(canonicalText(encodeURIComponent(text))).toBe(canonicalText(text))
  expect(canonicalText(undefined)).toBeUndefined()
})

test('is stable: what is canonical already does not change', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const once = canonicalJson(value)
      expect(canonicalJson(JSON.parse(once))).toBe(once)
    }),
  )
})
