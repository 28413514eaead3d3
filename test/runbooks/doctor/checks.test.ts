import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { environmentSchema, type Manifest } from '../../../src/lib/manifest/schema/manifest.ts'
import type { ReleaseRecord } from '../../../src/lib/releases/record.ts'
import { bucketSpec } from '../../../src/lib/resources/bucket-spec.ts'
import { allowAllOut, allowPort } from '../../../src/lib/resources/security-group-permissions.ts'
import { World } from '../../../src/lib/resources/world.ts'
import type { About, Examined, Finding } from '../../../src/lib/runbooks/doctor/check.ts'
import { capacity } from '../../../src/lib/runbooks/doctor/checks/capacity.ts'
import { certificate } from '../../../src/lib/runbooks/doctor/checks/certificate.ts'
import { cors } from '../../../src/lib/runbooks/doctor/checks/cors.ts'
import { deployments } from '../../../src/lib/runbooks/doctor/checks/deployments.ts'
import { functions } from '../../../src/lib/runbooks/doctor/checks/functions.ts'
import { identity } from '../../../src/lib/runbooks/doctor/checks/identity.ts'
import { checks } from '../../../src/lib/runbooks/doctor/checks/index.ts'
import { lastRelease } from '../../../src/lib/runbooks/doctor/checks/last-release.ts'
import { lock } from '../../../src/lib/runbooks/doctor/checks/lock.ts'
import { pendingTasks } from '../../../src/lib/runbooks/doctor/checks/pending-tasks.ts'
import { services } from '../../../src/lib/runbooks/doctor/checks/services.ts'
import { stoppedTasks } from '../../../src/lib/runbooks/doctor/checks/stopped-tasks.ts'
import { wayOut } from '../../../src/lib/runbooks/doctor/checks/way-out.ts'
import { obstacles } from '../../../src/lib/runbooks/doctor/reach.ts'
import type { CertificateReading } from '../../../src/lib/runbooks/doctor/readers/certificate.ts'
import type { GroupReading, Home, Network } from '../../../src/lib/runbooks/doctor/readers/network.ts'
import type { ServiceSnapshot } from '../../../src/lib/runbooks/live/services.ts'
import type { StoppedTask } from '../../../src/lib/runbooks/live/stopped-tasks.ts'

const now = Date.parse('2026-11-20T12:00:00Z')
const minute = 60_000
const day = 24 * 60 * minute
const input = {
  version: 1,
  project: 'shop',
  region: 'eu-west-1',
  services: { api: { image: 'api', port: 8080 } },
}
const manifest: Manifest = { ...environmentSchema.parse(input), environment: 'prod', directory: '/' }
const scope = { project: 'shop', environment: 'prod', account: '123456789012', region: 'eu-west-1' }
const about: About = { manifest, scope, now }

function findings(examined: Examined) {
  return 'skipped' in examined ? examined.skipped : examined.findings
}

/** Level, message and what is next. */
function told(examined: Examined) {
  const found = findings(examined)
  return typeof found === 'string' ? found : found.map(({ level, message, next }) => [level, message, next])
}

const well: ServiceSnapshot = {
  serviceName: 'shop-prod-api',
  arn: 'arn',
  desired: 2,
  running: 2,
  pending: 0,
  taskDefinition: 'api:1',
  rollout: 'COMPLETED',
  failedTasks: 0,
  deployedAt: new Date(now - 2 * day),
  events: [],
}
const live = (change: Partial<ServiceSnapshot> = {}) => new Map([['api', { ...well, ...change }]])
const event = (message: string, age = minute) => ({ id: '1', at: now - age, message })

describe('services', () => {
  const release = { number: 1 } as ReleaseRecord
  const examine = (snapshots: ReadonlyMap<string, ServiceSnapshot>, releases = [release]) =>
    told(services.examine({ live: snapshots, ledger: { releases, lock: undefined } }, about))

  test('have their tasks, or sleep', () => {
    expect(examine(live())).toEqual([])
    expect(examine(live({ desired: 0, running: 0 }))).toEqual([])
  })

  test('that lack tasks are told with what ECS said', () => {
    expect(examine(live({ running: 1, pending: 1, events: [event('was unable to place a task.')] }))).toEqual(
      [['problem', 'api has 1 of 2 tasks, 1 starting.', 'deployctl status prod --watch']],
    )
  })

  test('that do not stand though there was a release are missed', () => {
    expect(examine(new Map())).toEqual([['problem', 'api does not stand.', 'deployctl deploy prod api']])
    expect(examine(new Map(), [])).toBe('nothing was deployed yet')
  })
})

describe('deployments', () => {
  const examine = (change: Partial<ServiceSnapshot>) =>
    told(deployments.examine({ live: live(change) }, about))

  test('a young one is left in peace; one that hangs is told', () => {
    const rollout = 'IN_PROGRESS'
    expect(examine({ rollout, deployedAt: new Date(now - 10 * minute) })).toEqual([])
    expect(examine({ rollout, deployedAt: new Date(now - 45 * minute) })).toEqual([
      ['warning', 'A rollout of api is under way for 45 minutes.', 'deployctl status prod'],
    ])
    expect(examine({ rollout, deployedAt: new Date(now - 45 * minute), failedTasks: 3 })).toEqual([
      [
        'problem',
        'A rollout of api is under way for 45 minutes; 3 tasks of it failed.',
        'deployctl rollback prod',
      ],
    ])
  })

  test('a failed one is told with its reason', () => {
    const examined = deployments.examine(
      { live: live({ rollout: 'FAILED', rolloutReason: 'tasks failed to start.' }) },
      about,
    )
    expect(findings(examined)).toMatchObject([{ level: 'problem', evidence: ['tasks failed to start.'] }])
  })
})

describe('stopped tasks', () => {
  const oom: StoppedTask = {
    task: '7c1e',
    serviceName: 'shop-prod-api',
    taskDefinition: 'api:1',
    code: 'EssentialContainerExited',
    reason: 'OutOfMemoryError: Container killed due to memory usage',
    exitCode: 137,
    at: now - 3 * minute,
  }
  const spot = {
    ...oom,
    code: 'SpotInterruption',
    reason: 'Your Spot Task was interrupted.',
    exitCode: undefined,
  }

  test('alike ones are one finding; a problem only while tasks are missing', () => {
    const stopped = [oom, { ...oom, task: '8d2f' }, { ...oom, serviceName: 'shop-prod-other' }]
    const next = 'raise services.api.memory, then deployctl deploy prod api'
    const message = '2 tasks of api stopped: The task ran out of memory.'
    expect(told(stoppedTasks.examine({ live: live(), stopped }, about))).toEqual([['warning', message, next]])
    expect(told(stoppedTasks.examine({ live: live({ running: 1 }), stopped }, about))).toEqual([
      ['problem', message, next],
    ])
  })

  test('Spot capacity that AWS took back is a matter of capacity', () => {
    const stopped = [spot]
    expect(told(stoppedTasks.examine({ live: live(), stopped }, about))).toEqual([])
    expect(told(capacity.examine({ live: live(), stopped }, about))).toEqual([
      ['warning', 'AWS took back the Spot capacity of 1 task of api.', 'deployctl status prod'],
    ])
  })

  test('a task that found no machine', () => {
    const events = [event('was unable to place a task. Reason: Capacity is unavailable at this time.')]
    expect(told(capacity.examine({ live: live({ running: 1, events }), stopped: [] }, about))).toEqual([
      [
        'problem',
        'ECS could not place a task of api.',
        'set services.api.capacity to a mix with onDemand, then deployctl deploy prod api',
      ],
    ])
    const old = [event(events[0]!.message, 2 * 60 * minute)]
    expect(told(capacity.examine({ live: live({ events: old }), stopped: [] }, about))).toEqual([])
  })
})

test('a task that hangs on its way up', () => {
  const task = { task: '7c1e', serviceName: 'shop-prod-api', status: 'PENDING', address: undefined }
  const examine = (age: number, status = 'PENDING') =>
    told(pendingTasks.examine({ tasks: [{ ...task, status, createdAt: now - age }] }, about))
  expect(examine(2 * minute)).toEqual([])
  expect(examine(12 * minute, 'RUNNING')).toEqual([])
  expect(examine(12 * minute)).toEqual([
    ['problem', 'A task of api is PENDING for 12 minutes.', 'deployctl status prod --watch'],
  ])
})

test('a release that failed, was rolled back, or that nobody finished', () => {
  const holder = {
    id: '1',
    user: 'ada',
    host: 'laptop',
    pid: 1,
    command: 'deploy prod',
    since: now,
    renewed: now,
  }
  const examine = (outcome: ReleaseRecord['outcome'], held = false) => {
    const record = {
      number: 7,
      outcome,
      user: 'ada',
      startedAt: new Date(now - minute).toISOString(),
    } as ReleaseRecord
    return told(
      lastRelease.examine({ ledger: { releases: [record], lock: held ? holder : undefined } }, about),
    )
  }
  expect(examine('succeeded')).toEqual([])
  expect(examine('in-progress', true)).toEqual([])
  expect(examine('in-progress')).toEqual([
    ['problem', 'Release 7 was not finished.', 'deployctl deploy prod'],
  ])
  expect(examine('failed')).toEqual([['problem', 'Release 7 failed half-way.', 'deployctl rollback prod']])
  expect(examine('rolled-back')).toEqual([
    ['warning', 'Release 7 failed and was rolled back; what was before serves.', 'deployctl deploy prod'],
  ])
})

test('a lock that outlived its owner, or is held for long', () => {
  const examine = (since: number, renewed: number) => {
    const held = { id: '1', user: 'ada', host: 'laptop', pid: 1, command: 'deploy prod', since, renewed }
    return told(lock.examine({ ledger: { releases: [], lock: held } }, about))
  }
  expect(examine(now - minute, now)).toEqual([])
  expect(examine(now - 90 * minute, now)).toEqual([
    ['warning', 'The lock is held for 1 hour.', 'deployctl status prod'],
  ])
  expect(examine(now - 90 * minute, now - 5 * minute)).toEqual([
    [
      'warning',
      'The owner of the lock was not heard of for 5 minutes; the next run takes it over.',
      'deployctl unlock prod',
    ],
  ])
})

test('credentials of another account, of root, and a clock that goes wrong', () => {
  const caller = 'arn:aws:iam::123456789012:user/ada'
  const examine = (change: object) =>
    findings(identity.examine({ identity: { account: '123456789012', caller, ahead: 0, ...change } }, about))
  const messages = (change: object) => (examine(change) as Finding[]).map(({ message }) => message)
  expect(messages({})).toEqual([])
  expect(messages({ ahead: -30_000 })).toEqual([])
  expect(messages({ ahead: 600_000 })).toEqual(["This machine's clock is 10 minutes behind AWS's."])
  expect(messages({ ahead: -90_000 })).toEqual(["This machine's clock is 1 minute ahead of AWS's."])
  expect(messages({ account: '999999999999' })).toEqual([
    'These credentials belong to account 999999999999, and the environment to 123456789012.',
  ])
  expect(messages({ caller: 'arn:aws:iam::123456789012:root' })).toHaveLength(1)
})

describe('the certificate', () => {
  const record = { name: '_a.www.example.com.', type: 'CNAME', value: '_b.acm.aws.' }
  const zone = { id: 'Z1', missing: false, recordStands: true, nameServers: ['ns-1.aws', 'ns-2.aws'] }
  const pending: CertificateReading = {
    domain: 'www.example.com',
    status: 'PENDING_VALIDATION',
    requestedAt: now - 20 * minute,
    record,
    zone,
  }
  const examine = (change: Partial<CertificateReading>) =>
    told(certificate.examine({ certificate: { ...pending, ...change } }, about))
  const waits = 'The certificate of www.example.com is pending for 20 minutes.'

  test('waits for a record: in our zone, in a zone that nobody delegated, or elsewhere', () => {
    expect(examine({ zone: { ...zone, recordStands: false } })).toEqual([
      ['problem', waits, 'deployctl bootstrap prod'],
    ])
    expect(examine({})).toEqual([
      ['problem', waits, 'at the registrar, let www.example.com point to ns-1.aws, ns-2.aws'],
    ])
    expect(examine({ zone: { ...zone, missing: true } })).toEqual([
      ['problem', waits, 'set domain.hostedZone to the zone of the domain'],
    ])
    expect(examine({ zone: undefined })).toEqual([
      ['problem', waits, 'create, where DNS is kept: _a.www.example.com. CNAME _b.acm.aws.'],
    ])
  })

  test('ends unless it is renewed, for which its record has to stand', () => {
    const issued = { status: 'ISSUED', expiresAt: now + 200 * day }
    expect(examine(issued)).toEqual([])
    expect(examine({ ...issued, zone: { ...zone, recordStands: false } })).toEqual([
      [
        'warning',
        'The certificate of www.example.com cannot be renewed.',
        'let _a.www.example.com. CNAME _b.acm.aws. stand: deployctl bootstrap prod',
      ],
    ])
    expect(examine({ ...issued, expiresAt: now + 5 * day })[0]!.slice(0, 2)).toEqual([
      'problem',
      'The certificate of www.example.com ends in 5 days.',
    ])
  })

  test('is missing, or was refused', () => {
    expect(examine({ status: 'MISSING' })).toEqual([
      ['problem', 'There is no certificate for www.example.com.', 'deployctl bootstrap prod'],
    ])
    expect(examine({ status: 'FAILED', failure: 'CAA_ERROR' })).toEqual([
      ['problem', 'The certificate of www.example.com is FAILED.', 'deployctl bootstrap prod'],
    ])
  })
})

const group = (inbound: GroupReading['inbound']): GroupReading => ({
  name: 'named',
  ours: true,
  inbound,
  outbound: [allowAllOut],
})

function networkOf(change: Partial<Network>): Network {
  return {
    homes: new Map(),
    subnets: new Map(),
    groups: new Map(),
    natGateways: new Map(),
    endpoints: [],
    ...change,
  }
}

test('security groups meet by group or by block, on the way out and on the way in', () => {
  const from = { groups: ['sg-a'], cidrs: ['10.0.1.0/24'] }
  const to = { groups: ['sg-b'], cidrs: ['10.0.2.0/24'] }
  const meets = (rule: ReturnType<typeof allowPort>[], outbound = [allowAllOut]) =>
    obstacles(
      from,
      to,
      5432,
      networkOf({
        groups: new Map([
          ['sg-a', { ...group([]), outbound }],
          ['sg-b', group(rule)],
        ]),
      }),
    )
  expect(meets([allowPort(5432, 'sg-a')])).toEqual([])
  expect(meets([allowPort(5432, '10.0.0.0/16')])).toEqual([])
  expect(meets([allowPort(5432, '10.0.9.0/24')])).toEqual(['sg-b (named) lets in: tcp 5432 10.0.9.0/24'])
  expect(meets([allowPort(5433, 'sg-a')])).toEqual(['sg-b (named) lets in: tcp 5433 sg-a'])
  expect(meets([allowPort(5432, 'sg-a')], [])).toEqual(['sg-a (named) lets out: nothing'])
})

describe('the way out', () => {
  const home: Home = { subnets: ['subnet-1'], groups: ['sg-a'], publicAddress: false }
  const subnet = { cidr: '10.0.1.0/24', zone: 'eu-west-1a', routeTable: 'rtb-1' }
  const examine = (change: Partial<Network>, homes = home) => {
    const network = networkOf({ homes: new Map([['api', homes]]), ...change })
    const examined = wayOut.examine({ network, taskDefinitions: new Map() }, about)
    const found = findings(examined)
    return typeof found === 'string' ? found : found.flatMap(({ evidence }) => evidence)
  }
  const through = (target: string, blackhole = false) =>
    new Map([['subnet-1', { ...subnet, wayOut: { target, blackhole } }]])

  test('by a gateway that is there', () => {
    const natGateways = new Map([['nat-1', 'available']])
    expect(examine({ subnets: through('nat-1'), natGateways })).toEqual([])
    expect(examine({ subnets: through('igw-1') }, { ...home, publicAddress: true })).toEqual([])
    expect(examine({ subnets: through('tgw-1') })).toEqual([])
  })

  test('that no security group lets through', () => {
    const groups = new Map([['sg-a', { ...group([]), outbound: [allowPort(5432, '10.0.0.0/16')] }]])
    expect(examine({ subnets: through('tgw-1'), groups })).toEqual([
      'The security group named lets out: tcp 5432 10.0.0.0/16.',
    ])
  })

  test('that leads nowhere', () => {
    expect(examine({ subnets: through('nat-1', true) })).toEqual(['0.0.0.0/0 goes to nat-1, which is gone.'])
    expect(examine({ subnets: through('nat-1'), natGateways: new Map([['nat-1', 'failed']]) })).toEqual([
      '0.0.0.0/0 goes to nat-1, which is failed.',
    ])
    expect(examine({ subnets: through('igw-1') })).toEqual([
      '0.0.0.0/0 goes to igw-1, and the tasks have no public addresses.',
    ])
  })

  test('by endpoints, each of which must stand and let the tasks in', () => {
    const endpoint = (service: string, change = {}) => ({
      id: `vpce-${service}`,
      service,
      status: 'available',
      gateway: service === 's3',
      groups: ['sg-e'],
      routeTables: ['rtb-1'],
      ...change,
    })
    const subnets = new Map([['subnet-1', { ...subnet, wayOut: undefined }]])
    const groups = new Map([['sg-e', group([allowPort(443, 'sg-a')])]])
    const all = ['ecr.api', 'ecr.dkr', 'logs', 's3'].map(service => endpoint(service))
    expect(examine({ subnets, groups, endpoints: all })).toEqual([])
    const some = [
      endpoint('ecr.api'),
      endpoint('ecr.dkr', { status: 'pending' }),
      endpoint('s3', { routeTables: [] }),
    ]
    expect(examine({ subnets, groups: new Map(), endpoints: some })).toEqual([
      'The endpoint of ecr.api does not let the tasks in on port 443.',
      'There is no route for 0.0.0.0/0, and the endpoint of ecr.dkr is pending.',
      'There is no route for 0.0.0.0/0, and no endpoint of logs.',
      "The endpoint of s3 is not in the subnet's route table rtb-1.",
    ])
  })
})

describe('functions', () => {
  const well = {
    name: 'api',
    awsName: 'shop-prod-api',
    state: 'Active',
    lastUpdate: 'Successful',
    errors: 0,
    throttles: 0,
  }
  const examine = (change: object) =>
    told(
      functions.examine(
        { functions: [{ ...well, ...change }], ledger: { releases: [{} as ReleaseRecord], lock: undefined } },
        about,
      ),
    )

  test('that stand and answer are well, also asleep', () => {
    expect(examine({})).toEqual([])
    expect(examine({ state: 'Inactive' })).toEqual([])
  })

  test('that could not be made, fail, or are refused are told', () => {
    const deploy = 'deployctl deploy prod'
    expect(examine({ state: undefined })).toEqual([['problem', 'The function api does not stand.', deploy]])
    expect(examine({ state: 'Failed' })).toEqual([['problem', 'The function api cannot run.', deploy]])
    expect(examine({ lastUpdate: 'Failed' })).toEqual([
      [
        'warning',
        'The function api could not take what it was given last; what it had before serves.',
        deploy,
      ],
    ])
    expect(examine({ state: 'Pending' })).toEqual([
      ['warning', 'The function api is not ready yet.', 'deployctl status prod'],
    ])
    expect(examine({ errors: 1 })).toEqual([
      ['warning', 'The function api failed 1 time.', 'deployctl logs prod api'],
    ])
    expect(examine({ name: 'on-demand-waker', awsName: 'shop-prod-on-demand-waker', errors: 3 })).toEqual([
      [
        'warning',
        'The function on-demand-waker failed 3 times.',
        'aws logs tail /aws/lambda/shop-prod-on-demand-waker --since 15m',
      ],
    ])
    expect(examine({ throttles: 2 })).toEqual([
      [
        'warning',
        'The function api was not let run 2 times: too many calls at once.',
        'raise functions.api.concurrency, or ask for more: lambda L-B99A9384',
      ],
    ])
  })
})

test('a bucket that does not let the domain itself ask', () => {
  const examine = (origins: string[]) => {
    const sections = {
      domain: { name: 'shop.example.com', external: true },
      buckets: { media: { cors: [{ origins }] } },
    }
    const own = { ...environmentSchema.parse({ ...input, ...sections }), environment: 'prod', directory: '/' }
    const world = new World()
    const settings = bucketSpec(own.buckets.media!).settings
    world.set('bucket', 'media', { state: { name: 'shop-media', settings }, external: false })
    const standing = { world, unread: new Map(), manifest: own, released: true, asleep: false }
    return told(cors.examine({ standing }, { ...about, manifest: own }))
  }
  expect(examine(['https://shop.example.com'])).toEqual([])
  expect(examine(['https://*.example.com'])).toEqual([])
  expect(examine(['exp://*'])).toEqual([
    [
      'warning',
      'The bucket media does not let pages of https://shop.example.com ask, which is where users are.',
      'add https://shop.example.com to the origins of buckets.media.cors, then deployctl bootstrap prod',
    ],
  ])
})

test('the page about it names every check, and no other', () => {
  const page = readFileSync(new URL('../../../docs/doctor.md', import.meta.url), 'utf8')
  const named = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name)
  expect(named.toSorted()).toEqual(checks.map(({ name }) => name).toSorted())
})
