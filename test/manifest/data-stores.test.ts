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
  [
    'a version of Redis that ElastiCache lacks',
    'caches: {main: {version: "7.2"}}',
    [
      '5:26 caches.main.version: ElastiCache has no version 7.2 of redis. → Write one from 6.2 to 7.1, or `engine: valkey`.',
    ],
  ],
  [
    'a version of Valkey that never was',
    'caches: {main: {engine: valkey, version: "7.0"}}',
    ['5:42 caches.main.version: ElastiCache has no version 7.0 of valkey. → Write 7.2 or later.'],
  ],
  [
    'a cache whose name ElastiCache refuses',
    'caches: {a--b: {}}',
    [
      '5:16 caches.a--b: ElastiCache takes no two hyphens in a row, as in `shop-prod-a--b`. → Choose another name.',
    ],
  ],
  [
    'nodes that have one zone only to live in',
    'caches: {main: {nodes: 2}}\nnetwork: {zones: 1}\ningress: none',
    [
      '5:24 caches.main.nodes: 2 nodes need subnets in two zones. → Write `nodes: 1`, or give the network two zones.',
    ],
  ],
  [
    "a change to somebody else's cache",
    'caches: {main: {existing: shared, nodes: 2}}',
    [
      "5:42 caches.main.nodes: `shared` is somebody else's: `nodes` would have to change it. → Remove it; in an overlay, with null.",
    ],
  ],
  [
    "the password of somebody else's cache",
    'caches: {main: {existing: shared}}\nservices: {api: {image: nginx, secrets: {URL: "${caches.main.url}"}}}',
    [
      '6:47 services.api.secrets.URL: deployctl does not know the password of `shared`, which somebody else made. → Declare a secret, put the URL into it, and name that.',
    ],
  ],
  [
    'the password of a cache in the clear',
    'caches: {main: {}}\nservices: {api: {image: nginx, env: {URL: "${caches.main.url}"}}}',
    [
      '6:43 services.api.env.URL: `${caches.main.url}` holds a credential, and a variable can be read by many. → Write it under `secrets`.',
    ],
  ],
  [
    'a mount of a file system that is not declared',
    'services: {api: {image: nginx, mounts: {/data: data.workspace}}}',
    [
      '5:48 services.api.mounts./data: There is no file system `data`. → Declare it: `filesystems: {data: {}}`.',
    ],
  ],
  [
    'a mount of an access point that is misspelt',
    'filesystems: {data: {accessPoints: {workspace: /w}}}\nservices: {api: {image: nginx, mounts: {/data: data.worksapce}}}',
    [
      '6:48 services.api.mounts./data: The file system `data` has no access point `worksapce`. → Did you mean `workspace`?',
    ],
  ],
  [
    'a mount on a platform version that has none',
    'filesystems: {data: {accessPoints: {w: /w}}}\nservices: {api: {image: nginx, platformVersion: 1.3.0, mounts: {/data: data.w}}}',
    [
      '6:49 services.api.platformVersion: Fargate mounts no file system on platform version 1.3.0. → Write 1.4.0 or later, or LATEST.',
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
