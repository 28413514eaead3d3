import { expect, test } from 'vitest'
import { problems, resolve } from './reading.ts'

/** Lines 1 to 4 of every manifest here; what is wrong begins in line 5. */
const head = `version: 1
project: shop
region: us-east-1
environments: {prod: {}}
`

const refused: readonly [what: string, manifest: string, problems: readonly string[]][] = [
  [
    'a table with one attribute for both keys',
    'tables: {main: {partitionKey: PK, sortKey: PK}}',
    ['5:44 tables.main.sortKey: `PK` is the partition key already. → Write another attribute, or none.'],
  ],
  [
    'a table with a key for an expiry',
    'tables: {main: {partitionKey: PK, sortKey: SK, expiry: SK}}',
    [
      '5:56 tables.main.expiry: `SK` is a key, and so a string; an expiry is a number. → Write another attribute.',
    ],
  ],
]

test.each(refused)('%s is refused', (_what, manifest, expected) => {
  expect(problems(`${head}${manifest}`)).toEqual(expected)
})

test('a task is told of a table, in the clear', () => {
  const env = '{TABLE: "${tables.main.name}", ARN: "${tables.main.arn}"}'
  const tables = 'tables: {main: {partitionKey: PK}}'
  const manifest = resolve(`${head}${tables}\nservices: {api: {image: nginx, env: ${env}}}`)
  expect(manifest.services.api!.env).toEqual({ TABLE: '${tables.main.name}', ARN: '${tables.main.arn}' })
})

test('a task is told of a user pool, in the clear', () => {
  const env = '{POOL: "${userPools.users.id}", KEYS: "${userPools.users.issuer}/.well-known/jwks.json"}'
  const manifest = resolve(`${head}userPools: {users: {}}\nservices: {api: {image: nginx, env: ${env}}}`)
  expect(manifest.services.api!.env.KEYS).toBe('${userPools.users.issuer}/.well-known/jwks.json')
})
