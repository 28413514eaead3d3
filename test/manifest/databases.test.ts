import { expect, test } from 'vitest'
import { outputKind } from '../../src/lib/manifest/outputs.ts'
import { problems, resolve } from './reading.ts'

/** Lines 1 to 4 of every manifest here; what is wrong begins in line 5. */
const head = `version: 1
project: shop
region: us-east-1
environments: {prod: {}}
`

const refused: readonly [what: string, manifest: string, problems: readonly string[]][] = [
  [
    'backups for more than 35 days',
    'databases: {main: {backups: 36d}}',
    [
      '5:29 databases.main.backups: AWS keeps backups of a database for whole days, 35 at most. → Write a duration from 0d to 35d.',
    ],
  ],
  [
    'backups for part of a day',
    'databases: {main: {backups: 36h}}',
    [
      '5:29 databases.main.backups: AWS keeps backups of a database for whole days, 35 at most. → Write a duration from 0d to 35d.',
    ],
  ],
  [
    'MySQL without a version of its own',
    'databases: {main: {engine: mysql}}',
    ['5:19 databases.main.version: There is no version 16 of mysql. → Write `version: "8.4"`.'],
  ],
  [
    'a version of PostgreSQL that never was',
    'databases: {main: {version: "8.4"}}',
    ['5:29 databases.main.version: There is no version 8.4 of postgres. → Write `version: "16"`.'],
  ],
  [
    'names that the engine keeps for itself',
    'databases: {main: {username: admin, name: postgres, schemas: [public, a, a]}}',
    [
      '5:30 databases.main.username: `admin` is a name that postgres keeps for itself. → Choose another one.',
      '5:43 databases.main.name: `postgres` is a name that postgres keeps for itself. → Choose another one.',
      '5:63 databases.main.schemas[0]: `public` is a name that postgres keeps for itself. → Choose another one.',
      '5:74 databases.main.schemas[2]: `a` is in the list already. → Keep one.',
    ],
  ],
  [
    'a name with two hyphens in a row',
    'databases: {a--b: {}}',
    [
      '5:19 databases.a--b: RDS takes no two hyphens in a row, as in `shop-prod-a--b`. → Choose another name.',
    ],
  ],
  [
    'a database in one zone',
    'databases: {main: {}}\ningress: none\nnetwork: {zones: 1}',
    ['7:18 network.zones: A database needs subnets in two zones. → Write 2 or more.'],
  ],
  [
    'a database in one subnet of somebody else',
    'databases: {main: {}}\ningress: none\nnetwork: {existing: {vpc: vpc-1, privateSubnets: [subnet-1]}}',
    ['7:21 network.existing: A database needs subnets in two zones. → Write two `privateSubnets` or more.'],
  ],
  [
    'changes to a database of somebody else',
    'databases: {main: {existing: shared, multiZone: true}}',
    [
      "5:49 databases.main.multiZone: `shared` is somebody else's: `multiZone` would have to change it. → Remove it; in an overlay, with null.",
    ],
  ],
  [
    'the password of a database of somebody else',
    'databases: {main: {existing: shared}}\nservices: {api: {image: nginx, secrets: {URL: "${databases.main.url}"}}}',
    [
      '6:47 services.api.secrets.URL: deployctl does not know the password of `shared`, which somebody else made. → Declare a secret, put the URL into it, and name that.',
    ],
  ],
  [
    'the secret of a database of somebody else',
    'databases: {main: {existing: shared}}\nservices: {api: {image: nginx, env: {A: "${databases.main.secretArn}"}}}',
    [
      '6:41 services.api.env.A: deployctl does not know the password of `shared`, which somebody else made. → Declare a secret, put the URL into it, and name that.',
    ],
  ],
  [
    'the URL of a schema that is not made',
    'databases: {main: {schemas: [a]}}\nservices: {api: {image: nginx, secrets: {URL: "${databases.main.schemas.b.url}"}}}',
    [
      '6:47 services.api.secrets.URL: `databases.main` has no schema `b`. → Add it to `databases.main.schemas`.',
    ],
  ],
  [
    'the URL of a schema through a proxy',
    'databases: {main: {schemas: [a], proxy: true}}\nservices: {api: {image: nginx, secrets: {URL: "${databases.main.schemas.a.url}"}}}',
    [
      '6:47 services.api.secrets.URL: RDS Proxy refuses connections that choose a schema by an option in their URL. → Use `${databases.main.url}`, and name the schema in the application.',
    ],
  ],
  [
    'a password in the clear',
    'databases: {main: {}}\nservices: {api: {image: nginx, env: {URL: "${databases.main.url}"}}}',
    [
      '6:43 services.api.env.URL: `${databases.main.url}` holds a credential, and a variable can be read by many. → Write it under `secrets`.',
    ],
  ],
]

test.each(refused)('%s is refused', (_what, manifest, expected) => {
  expect(problems(`${head}${manifest}`)).toEqual(expected)
})

test('a task is told of a database: in the clear where it is, and as secrets how to enter', () => {
  const database = 'databases: {main: {schemas: [users]}}'
  const env = '{DB_HOST: "${databases.main.host}:${databases.main.port}/${databases.main.name}"}'
  const secrets = '{URL: "${databases.main.url}", USERS: "${databases.main.schemas.users.url}"}'
  const service = `services: {api: {image: nginx, env: ${env}, secrets: ${secrets}}}`
  const { api } = resolve(`${head}${database}\n${service}`).services
  expect(api!.env.DB_HOST).toBe('${databases.main.host}:${databases.main.port}/${databases.main.name}')
  expect(api!.secrets.USERS).toBe('${databases.main.schemas.users.url}')
})

test('MySQL behind a proxy chooses its schemas by name', () => {
  const database = 'databases: {main: {engine: mysql, version: "8.4", schemas: [a], proxy: true}}'
  const secrets = '{URL: "${databases.main.schemas.a.url}"}'
  const { api } = resolve(`${head}${database}\nservices: {api: {image: nginx, secrets: ${secrets}}}`).services
  expect(api!.secrets.URL).toBe('${databases.main.schemas.a.url}')
})

test.each([
  ['url', 'secret'],
  ['host', 'plain'],
  ['schemas.users.url', 'secret'],
  ['schemas.users', undefined],
  ['schemas.users.url.more', undefined],
  ['toString', undefined],
])('the output %s is %s', (property, kind) => {
  expect(outputKind({ section: 'databases', name: 'main', property })).toBe(kind)
})
