import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DeployctlError } from '../../src/lib/errors/index.ts'
import { loadManifest, parse } from '../../src/lib/manifest/index.ts'
import { problems, problemsOf, resolve, thrown } from './reading.ts'

let directory = ''
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'manifest-'))
})
afterAll(() => rm(directory, { recursive: true }))

const nestings = ['[', '{a: ', '- ', '? ', '[{a: ']

test.each(nestings)('%s a hundred thousand times over, twice in one process', opening => {
  const text = opening.repeat(100_000)
  for (const _again of [1, 2])
    expect(thrown(() => parse(text, 'deployctl.yml')).problems).toMatchObject([
      { line: 1, message: 'This is nested more than 64 levels deep.' },
    ])
})

test('aliases of aliases of aliases', () => {
  const lines = [...'bcdefghi'].map((name, index) => {
    const previous = `*${'abcdefgh'[index]}`
    return `${name}: &${name} [${Array(10).fill(previous).join(', ')}]`
  })
  expect(problemsOf(() => parse(['a: &a [1, 2]', ...lines].join('\n'), 'deployctl.yml'))).toEqual([
    '5:28: The file has more than 20000 values, or its aliases make as many. → Write less with `*`.',
  ])
})

test('an alias that is used with measure', () => {
  const manifest = resolve(`version: 1
project: shop
region: us-east-1
services:
  api: {image: nginx, env: &common {LOG: info}}
  web: {image: nginx, env: *common}
environments: {prod: {}}
`)
  expect(manifest.services.web?.env).toEqual({ LOG: 'info' })
})

test('more values than any manifest has', () => {
  const text = Array.from({ length: 30_000 }, (_, index) => `k${index}: 1`).join('\n')
  expect(problemsOf(() => parse(text, 'deployctl.yml'))).toEqual([
    '20000:9: The file has more than 20000 values, or its aliases make as many. → Write less with `*`.',
  ])
})

test('a hundred problems are shown, and all are counted', () => {
  const error = thrown(() => parse('a: 1\n'.repeat(1001), 'deployctl.yml'))
  expect(error.message).toBe('deployctl.yml has 1000 problems, of which these are the first 100.')
  expect(error.problems).toHaveLength(100)
})

test('__proto__ reaches no object', () => {
  expect(() => parse('__proto__: {polluted: true}', 'deployctl.yml')).toThrow(DeployctlError)
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})

test('names that every object has are no names of variables or secrets', () => {
  const text = `version: 1
project: shop
region: us-east-1
services: {api: {image: nginx, env: {A: "\${env.toString}"}, secrets: {B: secret:toString}}}
environments: {prod: {}}
`
  expect(problems(text)).toEqual([
    '4:41 services.api.env.A: `${env.toString}` is not set. → Set it: `toString=… deployctl …`.',
    '4:74 services.api.secrets.B: No secret `toString` is declared. → Declare `secrets: {toString: {}}`.',
  ])
})

test('a file that is too big is not read to its end', async () => {
  const error = await failure(loadManifest('/dev/zero'))
  expect(error.problems).toEqual([
    {
      file: '/dev/zero',
      message: 'The file is over 1 MiB.',
      remedy: 'A manifest describes a system; keep its data elsewhere.',
    },
  ])
})

test('a file that is not UTF-8 says where', async () => {
  const file = join(directory, 'latin1.yml')
  await writeFile(file, Buffer.from('a: 1\nb: caf\xE9\n', 'latin1'))
  const error = await failure(loadManifest(file))
  expect(error.problems).toEqual([
    { file, line: 2, column: 7, message: 'This is not UTF-8.', remedy: 'Save the file as UTF-8.' },
  ])
})

test('a file that is not there, or is a directory', async () => {
  const missing = join(directory, 'none.yml')
  expect(await failure(loadManifest(missing))).toMatchObject({
    code: 'manifest.not-found',
    message: `${missing} does not exist.`,
  })
  expect(await failure(loadManifest(directory))).toMatchObject({
    code: 'manifest.not-found',
    message: `${directory} cannot be read (EISDIR).`,
  })
})

async function failure(promise: Promise<unknown>): Promise<DeployctlError> {
  const [result] = await Promise.allSettled([promise])
  if (result?.status === 'rejected' && result.reason instanceof DeployctlError) return result.reason
  throw new DeployctlError('usage.invalid', { message: 'It did not fail as it should.' })
}
