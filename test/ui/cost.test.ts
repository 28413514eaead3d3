import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CostRequest, cost } from '../../src/lib/runbooks/cost.ts'
import { plainTheme } from '../../src/lib/ui/format.ts'
import { presentCost } from '../../src/lib/ui/present/cost.ts'
import { plain } from '../costs/pricing.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'deployctl-cost-'))
})
afterAll(() => rm(directory, { recursive: true }))

const worker = { build: { platforms: ['linux/arm64'] }, subnets: 'public', capacity: 'spot' }
const sections = { services: { worker }, databases: { main: {} }, secrets: { app: {} } }

async function shown(request: Partial<CostRequest> = {}, more: object = {}): Promise<string> {
  const manifest = plain({ project: 'shop', ...sections, ...more })
  return presentCost(await cost(manifest, { assume: [], ...request }), plainTheme).join('\n')
}

async function fileOf(name: string, content: object): Promise<string> {
  const file = path.join(directory, name)
  await writeFile(file, JSON.stringify(content))
  return file
}

test('lines, sums, assumptions, and what would cost less', async () => {
  const nightly = { nightly: { service: 'worker', command: ['x'], schedule: '0 3 * * *' } }
  expect(
    await shown({ assume: ['logsGb=20'] }, { jobs: nightly }),
  ).toBe(`cost prod · shop · us-east-1 · US dollars a month, at prices of 2025-06-01
                                                                 awake  asleep
Compute
  services.worker  Fargate, 1 × 0.25 vCPU, 0.5 GB, ARM64, Spot   $2.16   $0.00
  jobs.nightly     Fargate, 0.25 vCPU, 0.5 GB, 30 runs           $0.02   $0.02
Network
  services.worker  Public IPv4 addresses of the tasks            $3.65   $0.00
  services         Data sent to the internet                     $0.90   $0.00
Data
  databases.main   RDS db.t4g.micro                             $11.68  $11.68
  databases.main   20 GB of gp3                                  $2.30   $2.30
Operations
  logs             CloudWatch Logs, ingested and stored         $10.09   $0.00
  secrets          Secrets Manager, 2 secrets                    $0.80   $0.80
  services         ECR, images in 1 repository                   $0.05   $0.05
                                                                ──────  ──────
A month                                                         $31.65  $14.85

Expected: $31.65, always awake.
Less $3.40 where nothing else in the account uses AWS’s free allowances.

Assumed; give better numbers with --assume NAME=NUMBER:
  transferGb    10 GB a month  sent to the internet, besides through CloudFront
  logsGb        20 GB a month  of log lines, of all services together (given)
  imageGb       0.5 GB         of images kept in each repository
  backupGb      0 GB           of database backups beyond the size of the databases, which is free
  jobMinutes    5 minutes      that a run of a job takes
  spotDiscount  0.7 of 1       that Fargate Spot is cheaper by; it moves from hour to hour

What would cost less, each by itself:
  −$2.18  Asleep from 21:00 to 06:00  nobody is served at night
          schedule: [{at: "0 21 * * *", timezone: UTC, count: 0}, {at: "0 6 * * *", timezone: UTC, count: 1}]`)
})

describe('the expected month', () => {
  test('has a column where it is neither awake nor asleep', async () => {
    const text = await shown({ hoursPerDay: 2.5 })
    expect(text).toMatch(/awake +asleep +expected\n/)
    expect(text).toContain('Expected: $18.85, awake 2.5 hours a day.')
  })

  test('says what autoscaling may come to', async () => {
    const services = { worker: { ...worker, count: { min: 1, max: 5, cpu: 70 } } }
    expect(await shown({}, { services })).toContain('With everything grown as far as it may: $47.51.')
  })
})

test('prices and assumptions come from files, and flags go before them', async () => {
  const prices = await fileOf('prices.json', {
    date: '2026-11-01',
    region: 'us-east-1',
    prices: { 'rds.postgres.db.t4g.micro.hour': 1 },
  })
  const assumptions = await fileOf('usage.json', { logsGb: 20, imageGb: 100 })
  const text = await shown({ prices, assumptions, assume: ['imageGb=10'] })
  expect(text).toContain(`at prices of 2026-11-01 from ${prices}`)
  expect(text).toMatch(/RDS db.t4g.micro +\$730.00/)
  expect(text).toMatch(/ECR, images in 1 repository +\$1.00/)
  expect(text).toMatch(/CloudWatch Logs, ingested and stored +\$10.09/)
})

test('what has no price is told with the page that has it', async () => {
  const text = await shown({}, { databases: { main: { class: 'db.x9g.large' } } })
  expect(text).toContain('Not in these sums, for want of a price; give it with --prices:')
  expect(text).toContain(
    '  databases.main  rds.postgres.db.x9g.large.hour  per instance-hour, in one zone  https://aws.amazon.com/rds/pricing/',
  )
})

test('a file that is not there is refused by its name', async () => {
  await expect(shown({ prices: 'nowhere.json' })).rejects.toMatchObject({
    code: 'cost.invalid-prices',
    message: 'nowhere.json cannot be read.',
  })
})

test('as JSON, amounts are dollars, and each part has its price and quantities', async () => {
  const result = await cost(plain(sections), { assume: [] })
  expect(result.lines.find(({ what }) => what.startsWith('RDS'))).toEqual({
    section: 'data',
    subject: 'databases.main',
    what: 'RDS db.t4g.micro',
    awake: 11.68,
    asleep: 11.68,
    expected: 11.68,
    assumes: [],
    parts: [
      {
        price: 'rds.postgres.db.t4g.micro.hour',
        unit: 'instance-hour, in one zone',
        usd: 0.016,
        quantity: { awake: 730, asleep: 730, expected: 730 },
      },
    ],
  })
  expect(JSON.stringify(result)).not.toMatch(/null|NaN/)
})
