import { expect, test } from 'vitest'
import { problems, resolve } from './reading.ts'

/** Lines 1 to 5 of every manifest here; what is wrong begins in line 6. */
const head = `version: 1
project: shop
region: us-east-1
ingress: http-api
environments: {prod: {}}
`

test.each([
  [
    'nothing to run',
    'functions: {api: {memory: 1024}}',
    '6:18 functions.api: There is nothing to run: neither `zip` nor `build` nor `image`. → Write `zip: {directory: DIRECTORY}`, or `build: {context: .}`.',
  ],
  [
    'two sources',
    'functions: {api: {zip: {directory: a}, build: {}}}',
    '6:47 functions.api.build: A function has one of `zip`, `build` and `image`. → Keep one; in an overlay, remove with null.',
  ],
  [
    'a command for a package',
    'functions: {api: {zip: {directory: a}, command: [x]}}',
    '6:49 functions.api.command: `command` is what an image runs. → Write `zip.handler` instead.',
  ],
  [
    'an image of elsewhere',
    'functions: {api: {image: "public.ecr.aws/nginx/nginx:1"}}',
    '6:26 functions.api.image: Lambda runs images of a private ECR repository in us-east-1 only. → Copy the image there, or `build` one.',
  ],
  [
    'an image for several platforms',
    'functions: {api: {build: {platforms: [linux/amd64, linux/arm64]}}}',
    '6:38 functions.api.build.platforms: Lambda takes no image for several platforms. → Write one, such as `platforms: [linux/arm64]`.',
  ],
  [
    'a platform that is not built',
    'functions: {api: {build: {}, architecture: linux/arm64}}',
    '6:44 functions.api.architecture: The function runs on linux/arm64, and its image is built for linux/amd64. → Write `build.platforms: [linux/arm64]`, or remove `architecture`.',
  ],
  [
    'a call that lasts for ever',
    'functions: {api: {zip: {directory: a}, timeout: 1h}}',
    '6:49 functions.api.timeout: Lambda gives a call 1s to 15m, not 3600s. → Write 1s to 15m.',
  ],
  [
    "a service's name",
    'services: {api: {image: "x.io/y"}}\nfunctions: {api: {zip: {directory: a}}}',
    '7:13 functions.api: There is a service `api` already. → Give the function another name.',
  ],
  [
    'secrets',
    'functions: {api: {zip: {directory: a}, secrets: {KEY: secret:key}}}\nsecrets: {key: {}}',
    '6:40 functions.api.secrets: `secrets` is no key of functions.api. → Lambda hands out no secrets. Write `access: {secrets.NAME: read}` and `env: {NAME_ARN: ${secrets.NAME.arn}}`, and let the function read it when it starts.',
  ],
  [
    "a variable of Lambda's own",
    'functions: {api: {zip: {directory: a}, env: {AWS_REGION: x}}}',
    '6:46 functions.api.env.AWS_REGION: `AWS_REGION` belongs to Lambda and to the role of the function. → Remove it; what the function may call is written under `access` and `policy`.',
  ],
  [
    'a variable that Lambda does not take',
    'functions: {api: {zip: {directory: a}, env: {_A: x}}}',
    '6:46 functions.api.env._A: Lambda takes no variable named `_A`. → Begin with a letter, and use two characters or more.',
  ],
  [
    'too many variables',
    `functions: {api: {zip: {directory: a}, env: {BIG: ${'x'.repeat(4096)}}}}`,
    '6:45 functions.api.env: The variables have 4099 bytes together; Lambda takes 4096. → Pack a file with them, or read them from a parameter or a bucket.',
  ],
  [
    'a password',
    'functions: {api: {zip: {directory: a}, env: {DB_PASSWORD: hunter2}}}',
    "6:59 functions.api.env.DB_PASSWORD: `DB_PASSWORD` holds a password, in the clear. → Declare `db-password` under the manifest's `secrets`, write `access: {secrets.db-password: read}` and `env: {DB_PASSWORD_ARN: ${secrets.db-password.arn}}`, and let the function read it.",
  ],
  [
    'a development address',
    'functions: {api: {zip: {directory: a}, env: {URL: "http://localhost"}}}\nguards: {forbidInEnv: [localhost]}',
    '6:51 functions.api.env.URL: `URL` holds `localhost`, which `guards.forbidInEnv` forbids. → Give it a value for this environment.',
  ],
  [
    'the use of what is not there',
    'functions: {api: {zip: {directory: a}, access: {tables.main: write}}}\ntables: {other: {partitionKey: PK}}',
    '6:49 functions.api.access["tables.main"]: `tables` has no `main`. → Write one of tables.other.',
  ],
  [
    'a store that it cannot reach',
    'functions: {api: {zip: {directory: a}, access: {databases.main: read}}}\ndatabases: {main: {engine: postgres, version: "16", class: db.t4g.micro}}',
    '6:49 functions.api.access["databases.main"]: Outside of the network the function does not reach `databases.main`. → Write `network: private` beside `access`.',
  ],
  [
    'a place in a network without private subnets',
    'functions: {api: {zip: {directory: a}, network: private}}\nnetwork: {existing: {vpc: vpc-0abc, publicSubnets: [subnet-0a, subnet-0b]}}',
    '6:49 functions.api.network: There are no private subnets to place it in. → Name some in `network.existing.privateSubnets`, or remove `network`.',
  ],
])('%s', (_what, text, expected) => {
  expect(problems(`${head}${text}\n`)).toEqual([expected])
})

test('without an HTTP API no request comes to a function', () => {
  const text = `${head.replace('http-api', 'none')}functions: {api: {zip: {directory: a}, routes: ["/*"]}}\n`
  expect(problems(text)).toEqual([
    '6:48 functions.api.routes: Requests come to a function by an HTTP API alone. → Write `ingress: http-api`, or remove it.',
  ])
})

test('a function as short as can be', () => {
  const { functions } = resolve(`${head}functions: {api: {zip: {directory: dist}}}\n`)
  expect(functions.api).toMatchObject({
    zip: { directory: 'dist', handler: 'index.handler', runtime: 'nodejs24.x', ignore: [] },
    memory: 512,
    timeout: 30,
    storage: 512,
    routes: [],
  })
})
