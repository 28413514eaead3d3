import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { bcryptHash } from '../../src/lib/secrets/generators.ts'
import {
  askedValue,
  type Entry,
  entriesOf,
  findEntries,
  generateValue,
  makeRedactor,
  matchValues,
  pipedValue,
  readValues,
} from '../../src/lib/secrets/index.ts'
import { parseValues } from '../../src/lib/secrets/sources.ts'
import { prepareValue, validateValue } from '../../src/lib/secrets/validation.ts'
import { manifestOf } from '../resources/manifest.ts'

const secrets = {
  'api-keys': {
    PASSWORD: { prompt: 'Password', hash: 'bcrypt' },
    LIVEKIT_URL: { pattern: '^wss://' },
    NOTION: { optional: true },
    SHARED: {},
  },
  others: { SHARED: {} },
  token: {},
}
const entries = entriesOf(
  manifestOf({ secrets, parameters: { '/shop/DB_URL': {}, '/shop/LEVEL': { plain: true } } }),
)
const entry = (label: string): Entry => findEntries(entries, label)[0]!
const labels = (word: string) => findEntries(entries, word).map(({ label }) => label)

test('every declared value has a label', () => {
  expect(entries.map(({ label }) => label)).toEqual([
    'api-keys.PASSWORD',
    'api-keys.LIVEKIT_URL',
    'api-keys.NOTION',
    'api-keys.SHARED',
    'others.SHARED',
    'token',
    '/shop/DB_URL',
    '/shop/LEVEL',
  ])
  expect(entry('/shop/LEVEL')).toMatchObject({ kind: 'parameter', plain: true })
})

test('a word stands for a value, for a whole secret, or for a key that only one has', () => {
  expect(labels('token')).toEqual(['token'])
  expect(labels('others')).toEqual(['others.SHARED'])
  expect(labels('NOTION')).toEqual(['api-keys.NOTION'])
  expect(labels('api-keys')).toHaveLength(4)
  expect(() => labels('SHARED')).toThrow(
    expect.objectContaining({
      code: 'secrets.unknown-name',
      hint: 'Write one of api-keys.SHARED, others.SHARED.',
    }),
  )
  expect(() => labels('tokn')).toThrow(
    expect.objectContaining({ code: 'secrets.unknown-name', hint: 'Did you mean `token`?' }),
  )
})

test.each([
  ['api-keys.LIVEKIT_URL', 'https://s3cret', 'does not match ^wss://'],
  ['token', '', 'must not be empty'],
  ['api-keys.PASSWORD', `s3cret${'x'.repeat(70)}`, 'is longer than the 72 bytes that bcrypt reads'],
  ['/shop/DB_URL', `s3cret${'x'.repeat(4096)}`, 'is longer than 4096 bytes'],
  ['token', 's3cret\0', 'holds a zero byte, which no environment variable can'],
])('%s refuses what it must not be, and does not repeat it', (label, value, problem) => {
  expect(() => validateValue(entry(label), value)).toThrow(
    expect.objectContaining({ code: 'secrets.invalid-value', message: `${label} ${problem}.` }),
  )
})

test('a key that is optional may be empty', () => {
  expect(() => validateValue(entry('api-keys.NOTION'), '')).not.toThrow()
})

test('what is to be hashed is stored as its hash', async () => {
  const { compare } = await import('bcryptjs')
  const stored = await prepareValue(entry('api-keys.PASSWORD'), 'open sesame')
  expect(stored).toMatch(/^\$2b\$12\$/)
  expect(await compare('open sesame', stored)).toBe(true)
  expect(await bcryptHash('open sesame')).not.toBe(stored)
  expect(await prepareValue(entry('token'), 'open sesame')).toBe('open sesame')
})

test.each([
  ['hex', 32, /^[0-9a-f]{64}$/],
  ['base64', 32, /^[A-Za-z0-9+/]{43}=$/],
  ['base64url', 64, /^[A-Za-z0-9_-]{86}$/],
] as const)('%s of %i random bytes', (encoding, bytes, form) => {
  const made = generateValue({ encoding, bytes })
  expect(made).toMatch(form)
  expect(generateValue({ encoding, bytes })).not.toBe(made)
})

test('a person is asked in the words of the manifest', async () => {
  const asked: unknown[] = []
  const given = await askedValue(entry('api-keys.PASSWORD'), async question => {
    asked.push(question)
    return 'typed'
  })
  expect(given.value).toBe('typed')
  expect(asked).toEqual([{ message: 'Password', label: 'api-keys.PASSWORD' }])
})

test('standard input loses the line break at its end, and no other', () => {
  expect(pipedValue(entry('token'), 'one\ntwo\n').value).toBe('one\ntwo')
  expect(pipedValue(entry('token'), 'one\r\n').value).toBe('one')
  expect(pipedValue(entry('token'), 'one').value).toBe('one')
})

test('files of three formats give the same', async () => {
  const expected = { token: 'a=b # c', 'api-keys.NOTION': '' }
  const json = '{"token": "a=b # c", "api-keys": {"NOTION": ""}}'
  const yaml = 'token: "a=b # c"\napi-keys:\n  NOTION: ""\n'
  expect(await parseValues(json, 'json', 'f')).toEqual(expected)
  expect(await parseValues(yaml, 'yaml', 'f')).toEqual(expected)
  const pem = 'A=1\nPEM="-----BEGIN\nabc\n-----END"\n\nexport B=\'x\'\n'
  expect(await parseValues(pem, 'dotenv', 'f')).toEqual({ A: '1', PEM: '-----BEGIN\nabc\n-----END', B: 'x' })
  expect(await parseValues('# comment\nTOKEN="a=b # c"\nNOTION=\n', 'dotenv', 'f')).toEqual({
    TOKEN: 'a=b # c',
    NOTION: '',
  })
})

test.each([
  ['json', '{"token": "s3cret"', 'f is not valid JSON.'],
  ['yaml', 'token: "s3cret', 'f is not valid YAML.'],
  ['yaml', 'a: &x s3cret\nb: *x', 'f is not valid YAML.'],
  ['yaml', `token: ${'['.repeat(5000)}`, 'f is nested too deeply.'],
  ['yaml', 'token: 0123', 'f gives token a value that is not text; put it in quotes.'],
  ['json', '["s3cret"]', 'f is not a map of names to values.'],
  ['json', '{"a": {"b": {"c": "s3cret"}}}', 'f gives a.b a value that is not text; put it in quotes.'],
] as const)('%s that is not what it should be is refused without its text', async (format, text, message) => {
  await expect(parseValues(text, format, 'f')).rejects.toMatchObject({
    code: 'secrets.invalid-source',
    message,
  })
})

test('a file is read by its name, and its values find what they are for', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'secrets-'))
  const file = path.join(directory, '.env')
  await writeFile(file, 'NOTION=x\n')
  const given = matchValues(entries, await readValues(file))
  expect(given).toEqual([{ entry: entry('api-keys.NOTION'), value: 'x' }])
  await rm(directory, { recursive: true })
  await expect(readValues(file)).rejects.toMatchObject({ message: `${file} cannot be read: ENOENT.` })
  expect(() => matchValues(entries, { 'api-keys': 'x' })).toThrow(
    expect.objectContaining({ code: 'secrets.unknown-name' }),
  )
})

test('a redactor masks what it has seen, however it is written', () => {
  const { remember, mask, maskAll } = makeRedactor()
  const value = 'p@ss "word"/1'
  expect(mask(`before ${value}`)).toBe(`before ${value}`)
  remember(value)
  remember('p@ss')
  remember('line one\nline two')
  remember('abc')
  expect(mask(`a ${value} b`)).toBe('a *** b')
  expect(mask(JSON.stringify({ value }))).toBe('{"value":"***"}')
  expect(mask(`https://${encodeURIComponent(value)}@host`)).toBe('https://***@host')
  expect(mask(Buffer.from(value).toString('base64'))).toBe('***')
  expect(mask('only line two')).toBe('only ***')
  expect(mask('abc')).toBe('abc')
  expect(maskAll({ said: ['p@ss'], seconds: 1, error: null })).toEqual({
    said: ['***'],
    seconds: 1,
    error: null,
  })
})

test('a line that gives no value is refused by its number, and not shown', async () => {
  const text = 'A="1\n2"\n\n# well\nhunter2\nB=2\n'
  await expect(parseValues(text, 'dotenv', 'f')).rejects.toMatchObject({
    code: 'secrets.invalid-source',
    message: 'Line 5 of f is not NAME=VALUE.',
  })
})
