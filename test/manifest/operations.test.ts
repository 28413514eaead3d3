import { expect, test } from 'vitest'
import { problems, resolve } from './reading.ts'

/** Lines 1 to 5 of every manifest here; what is looked at begins in line 6. */
const head = `version: 1
project: shop
region: us-east-1
account: "123456789012"
environments: {prod: {}}
`
const api = 'services: {api: {image: nginx, cpu: 256, memory: 512}}\n'
const job = (more: string) => `${api}jobs: {nightly: {service: api, command: [ls], ${more}}}`

test('a job has the size of its service unless it says otherwise', () => {
  expect(resolve(head + job('schedule: "0 3 * * *"')).jobs).toEqual({
    nightly: { service: 'api', command: ['ls'], schedule: '0 3 * * *', timezone: 'UTC', retries: 10 },
  })
})

test.each([
  [
    'a service that is not there',
    `${api}jobs: {nightly: {service: apo, command: [ls], schedule: "0 3 * * *"}}`,
    ['7:27 jobs.nightly.service: There is no service `apo`. → Did you mean `api`?'],
  ],
  [
    'no time',
    job('schedule: "0 3 * *", timezone: Mars/Base'),
    [
      '7:57 jobs.nightly.schedule: This has 4 fields, not 5. → Write minute, hour, day of month, month and day of week, such as `0 21 * * *`.',
      '7:78 jobs.nightly.timezone: There is no time zone `Mars/Base`. → Write a name such as Europe/London or UTC.',
    ],
  ],
  [
    'a size that Fargate lacks, together with that of the service',
    job('schedule: "0 3 * * *", cpu: 1024'),
    [
      '7:17 jobs.nightly.memory: Fargate has no 512 MiB of memory with 1024 CPU units. → With cpu 1024, write one of 2048, 3072, 4096, 5120, 6144, 7168, 8192.',
    ],
  ],
  [
    'a time limit, which Fargate does not keep',
    job('schedule: "0 3 * * *", timeout: 1h'),
    [
      '7:70 jobs.nightly.timeout: `timeout` is no key of jobs.nightly. → Fargate ends no task for its age. Where the image has it, let the command do so: `command: [timeout, 1h, …]`.',
    ],
  ],
  [
    'the name of a service',
    'services: {api: {image: nginx}, job-nightly: {image: nginx}}\njobs: {nightly: {service: api, command: [ls], schedule: "0 3 * * *"}}',
    [
      '7:8 jobs.nightly: In AWS the job `nightly` would have the name of the service `job-nightly`. → Rename one of them.',
    ],
  ],
  [
    'a role that nobody could take',
    'github: {repository: your-org/your-repo}',
    [
      '6:9 github: No workflow could deploy: no branch, tag or environment is named. → Write `branches: [main]`, or `environments: [prod]`.',
    ],
  ],
  [
    'one number of two',
    'github: {repository: your-org/your-repo, branches: [main], repositoryId: "456"}',
    [
      "6:74 github.repositoryId: `repositoryId` means nothing without `ownerId`. → Write both; see them with `gh api repos/your-org/your-repo --jq '{ownerId: .owner.id, repositoryId: .id}'`.",
    ],
  ],
  [
    'a repository without its owner, and words that a policy would read as something else',
    'github: {repository: your-repo, branches: ["main:x"], environments: ["prod*"]}',
    [
      '6:22 github.repository: The text "your-repo" does not fit here. → Write OWNER/NAME, spelled as GitHub shows it.',
      '6:44 github.branches[0]: The text "main:x" does not fit here. → Write a branch such as main or release/*, with * for any text.',
      '6:70 github.environments[0]: The text "prod*" does not fit here. → Write the name of one of the repository’s environments.',
    ],
  ],
  [
    'a share of the connections of who knows how many',
    'databases: {main: {class: db.x2g.large}}\nalarms: {databaseConnections: 80%}',
    [
      '7:31 alarms.databaseConnections: How many connections `main` takes is not known. → Write a number, or set `databases.main.parameters.max_connections`.',
    ],
  ],
])('%s is refused', (_what, text, expected) => {
  expect(problems(head + text)).toEqual(expected)
})

test('a workflow cannot take a role of no account', () => {
  const text = `${head.replace(/^account.*\n/m, '')}github: {repository: a/b, branches: [main]}`
  expect(problems(text)).toEqual([
    '5:9 github: A workflow takes a role of one account, and the manifest names none. → Write `account: "123456789012"`.',
  ])
})

test('thresholds are rates, shares and counts', () => {
  const alarms =
    'alarms: {http5xx: 1%, databaseConnections: 0.5%, cacheEvictions: 100/min, functionErrors: 5}'
  expect(resolve(head + alarms).alarms).toMatchObject({
    http5xx: { percent: 1 },
    databaseConnections: { percent: 0.5 },
    cacheEvictions: { count: 100, period: 60 },
    functionErrors: { count: 5, period: 60 },
  })
  expect(resolve(`${head}alarms: {http5xx: 3/5m, databaseConnections: 60}`).alarms).toMatchObject({
    http5xx: { count: 3, period: 300 },
    databaseConnections: { count: 60 },
  })
})
