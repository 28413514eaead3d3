import { describe, expect, test } from 'vitest'
import {
  type ClusterSpec,
  databaseChanges,
  type InstanceSpec,
} from '../../src/lib/resources/database-diff.ts'
import {
  databaseIdentifier,
  finalSnapshotName,
  memberIdentifier,
  restoredIdentifier,
} from '../../src/lib/resources/database-names.ts'
import { type ClusterState, type InstanceState, schemaTags } from '../../src/lib/resources/database-state.ts'
import { connectionValues } from '../../src/lib/resources/database-url.ts'
import { parameterFamily, satisfiesVersion } from '../../src/lib/resources/database-version.ts'
import { databaseRoles } from '../../src/lib/resources/roles/database-roles.ts'
import { manifestOf, scope } from './manifest.ts'

const want: InstanceSpec = {
  form: 'instance',
  engine: 'postgres',
  version: '16',
  class: 'db.t4g.micro',
  storage: 100,
  multiZone: false,
  backupDays: 7,
  deletionProtection: true,
  username: 'app',
  name: 'app',
  parameterGroup: undefined,
  existing: undefined,
}
const have: InstanceState = {
  form: 'instance',
  identifier: 'shop-prod-main',
  arn: 'arn:aws:rds:eu-west-1:123456789012:db:shop-prod-main',
  status: 'available',
  engine: 'postgres',
  version: '16.4',
  class: 'db.t4g.micro',
  storage: 100,
  storageType: 'gp3',
  encrypted: true,
  multiZone: false,
  backupDays: 7,
  deletionProtection: true,
  public: false,
  minorUpgrades: true,
  tagsToSnapshots: true,
  username: 'app',
  name: 'app',
  endpoint: { host: 'db.example.com', port: 5432 },
  subnetGroup: 'shop-prod-databases',
  securityGroups: ['sg-1'],
  parameterGroup: 'default.postgres16',
  restartPending: false,
  of: 'main',
  replacedBy: undefined,
  schemas: [],
  createdAt: undefined,
  latestRestorable: undefined,
}
const around = {
  subnetGroup: 'shop-prod-databases',
  securityGroups: ['sg-1'],
  parameterGroup: undefined,
}
const changes = (wanted: Partial<InstanceSpec>, standing: Partial<InstanceState> = {}, group?: string) =>
  databaseChanges({ ...want, ...wanted }, { ...have, ...standing }, { ...around, parameterGroup: group })

const restarts = 'the database restarts, and is away for some minutes'

describe('an instance', () => {
  test.each(['available', 'backing-up', 'storage-optimization', 'stopped', 'starting'])(
    'that is as wanted and %s is left alone',
    status => expect(changes({}, { status })).toEqual([]),
  )

  test('tells what a change costs', () => {
    expect(changes({ class: 'db.r6g.large' })).toEqual([
      { path: 'class', from: 'db.t4g.micro', to: 'db.r6g.large', note: restarts },
    ])
    const note = 'it fails over to the standby, and is away for about a minute'
    expect(changes({ class: 'db.r6g.large', multiZone: true }, { multiZone: true })).toEqual([
      { path: 'class', from: 'db.t4g.micro', to: 'db.r6g.large', note },
    ])
    expect(changes({ backupDays: 0 })).toEqual([{ path: 'backups', from: '7d', to: '0d', note: restarts }])
    expect(changes({ backupDays: 8 })).toEqual([{ path: 'backups', from: '7d', to: '8d' }])
    expect(changes({}, { restartPending: true })).toEqual([
      { path: 'parameters', from: 'waiting for a restart', to: 'in force', note: restarts },
    ])
  })

  test('grows, and never shrinks', () => {
    expect(changes({ storage: 200 })).toEqual([{ path: 'storage', from: 100, to: 200 }])
    expect(changes({ storage: 50 })).toEqual([{ path: 'storage', from: 100, to: 50, replace: true }])
    // AWS rounded 105 up to a tenth more.
    expect(changes({ storage: 105 }, { storage: 110 })).toEqual([])
  })

  test('is upgraded, and never downgraded', () => {
    const note = 'the database is upgraded, and away meanwhile; there is no way back'
    expect(changes({ version: '17' })).toEqual([{ path: 'version', from: '16.4', to: '17', note }])
    expect(changes({ version: '16.8' })).toEqual([
      { path: 'version', from: '16.4', to: '16.8', note: restarts },
    ])
    expect(changes({ version: '16.2' })).toEqual([])
    expect(changes({ version: '15' })).toEqual([{ path: 'version', from: '16.4', to: '15', replace: true }])
  })

  test.each([
    ['engine', { engine: 'mysql' }],
    ['encrypted', { encrypted: false }],
    ['username', { username: 'root' }],
    ['name', { name: 'other' }],
    ['subnetGroup', { subnetGroup: 'other' }],
  ] as const)('whose %s differs would have to be replaced', (path, standing) => {
    expect(changes({}, standing)).toMatchObject([{ path, replace: true }])
  })

  test('whose name AWS does not tell is taken for what it is', () => {
    expect(changes({}, { name: undefined })).toEqual([])
  })

  test('on its way out is made anew, whatever else it is', () => {
    expect(changes({ storage: 50 }, { status: 'deleting' })).toEqual([
      { path: 'status', from: 'deleting', to: 'available' },
    ])
  })

  test('has parameters of its own only where there are some', () => {
    expect(changes({}, {}, 'shop-prod-main-postgres16')).toMatchObject([{ path: 'parameterGroup' }])
    expect(changes({}, { parameterGroup: 'shop-prod-main-postgres16' })).toMatchObject([
      { path: 'parameterGroup', to: undefined },
    ])
  })
})

describe('a cluster', () => {
  const { class: _c, storage: _s, multiZone: _m, form: _f, ...wantedOfBoth } = want
  const { class: _hc, storage: _hs, storageType: _ht, multiZone: _hm, form: _hf, ...haveOfBoth } = have
  const wanted: ClusterSpec = {
    ...wantedOfBoth,
    form: 'cluster',
    engine: 'aurora-postgresql',
    capacity: { min: 0, max: 4, pauseAfter: 600 },
    readers: 1,
  }
  const member = {
    status: 'available',
    class: 'db.serverless',
    public: false,
    minorUpgrades: true,
    restartPending: false,
  }
  const standing: ClusterState = {
    ...haveOfBoth,
    form: 'cluster',
    engine: 'aurora-postgresql',
    parameterGroup: 'default.aurora-postgresql16',
    capacity: { min: 0, max: 4, pauseAfter: 600 },
    earliestRestorable: undefined,
    members: [
      { ...member, identifier: 'shop-prod-main-1', isWriter: true },
      { ...member, identifier: 'shop-prod-main-2', isWriter: false },
    ],
  }
  const differences = (spec: Partial<ClusterSpec>, state: Partial<ClusterState> = {}) =>
    databaseChanges({ ...wanted, ...spec }, { ...standing, ...state }, around)

  test('that is as wanted is left alone', () => expect(differences({})).toEqual([]))

  test('tells what of its capacity changes', () => {
    expect(differences({ capacity: { min: 0.5, max: 8, pauseAfter: undefined } })).toEqual([
      { path: 'capacity.min', from: 0, to: 0.5 },
      {
        path: 'capacity.max',
        from: 4,
        to: 8,
        note: 'how many connections it takes follows with a restart, in seconds',
      },
      { path: 'capacity.pauseAfter', from: '10m', to: undefined },
    ])
  })

  test('without an instance does not answer', () => {
    expect(differences({}, { members: [] })).toEqual([
      { path: 'writer', from: undefined, to: 'available' },
      { path: 'readers', from: 0, to: 1 },
    ])
  })

  test('waits for instances that come and go', () => {
    const [writer, reader] = standing.members
    const going = { ...reader!, status: 'deleting' }
    expect(differences({ readers: 0 }, { members: [writer!, going] })).toEqual([
      { path: 'instances.shop-prod-main-2', from: 'deleting', to: undefined },
    ])
    const coming = { ...reader!, status: 'creating' }
    expect(differences({}, { members: [writer!, coming] })).toEqual([
      { path: 'instances.shop-prod-main-2', from: 'creating', to: 'available' },
    ])
  })

  test('never takes the place of an instance, nor an instance its', () => {
    const engine = { path: 'engine', replace: true }
    expect(databaseChanges(wanted, have, around)).toContainEqual(expect.objectContaining(engine))
    expect(databaseChanges(want, standing, around)).toContainEqual(expect.objectContaining(engine))
  })
})

test.each([
  ['aurora-postgresql', '16.4', '16', true],
  ['aurora-mysql', '8.0.mysql_aurora.3.08.2', '8.0', true],
  ['aurora-mysql', '8.0.mysql_aurora.3.10.0', '8.0.mysql_aurora.3.08.0', true],
  ['aurora-mysql', '8.0.mysql_aurora.3.07.1', '8.0.mysql_aurora.3.08.0', false],
  ['postgres', '16.4', '16', true],
  ['postgres', '16.10', '16.9', true],
  ['postgres', '16.4', '16.5', false],
  ['postgres', '17.1', '16', false],
  ['mysql', '8.4.3', '8.4', true],
  ['mysql', '8.0.40', '8.4', false],
] as const)('%s %s satisfies %s: %s', (engine, standing, wanted, answer) => {
  expect(satisfiesVersion(engine, standing, wanted)).toBe(answer)
})

test('families of parameter groups', () => {
  expect(parameterFamily('postgres', '16.4')).toBe('postgres16')
  expect(parameterFamily('mysql', '8.4.3')).toBe('mysql8.4')
  expect(parameterFamily('aurora-postgresql', '16.4')).toBe('aurora-postgresql16')
  expect(parameterFamily('aurora-mysql', '8.0.mysql_aurora.3.08.0')).toBe('aurora-mysql8.0')
})

test('names fit into what RDS takes, and say when', () => {
  const at = new Date('2026-11-21T03:12:05.678Z')
  expect(restoredIdentifier(scope, 'main', at)).toBe('shop-prod-main-restored-20261121t031205')
  expect(finalSnapshotName('shop-prod-main', at)).toBe('shop-prod-main-final-20261121t031205')
  const long = 'a'.repeat(60)
  expect(databaseIdentifier(scope, long)).toHaveLength(63)
  expect(memberIdentifier('shop-prod-main', 2)).toBe('shop-prod-main-2')
  expect(memberIdentifier(databaseIdentifier(scope, long), 2)).toHaveLength(63)
  const restored = restoredIdentifier(scope, long, at)
  expect(restored).toHaveLength(63)
  expect(restored).toMatch(/-restored-20261121t031205$/)
  expect(restored).not.toContain('--')
})

test('many schemas need several tags', () => {
  const schemas = Array.from({ length: 30 }, (_, index) => `schema_number_${index}`)
  const tags = schemaTags(schemas)
  expect(tags.map(({ Key }) => Key)).toEqual(['deployctl:schemas', 'deployctl:schemas-2'])
  expect(tags.every(({ Value }) => Value!.length <= 256)).toBe(true)
  expect(tags.flatMap(({ Value }) => Value!.split(' '))).toEqual(schemas)
  expect(schemaTags([])).toEqual([])
})

describe('a URL', () => {
  const place = { host: 'h', port: 5432, name: 'app', username: 'me', schemas: ['a'], proxied: false }

  test('of PostgreSQL asks for TLS, and chooses a schema by an option', () => {
    expect(connectionValues({ ...place, engine: 'postgres' }, 'p-_w')).toEqual({
      url: 'postgresql://me:p-_w@h:5432/app?sslmode=require',
      host: 'h',
      port: '5432',
      name: 'app',
      'schemas.a.url': 'postgresql://me:p-_w@h:5432/app?sslmode=require&options=-csearch_path%3Da',
    })
  })

  test('through RDS Proxy, which refuses such options, there is none for a schema', () => {
    const values = connectionValues({ ...place, engine: 'postgres', proxied: true }, 'p')
    expect(Object.keys(values)).toEqual(['url', 'host', 'port', 'name'])
  })

  test('of MySQL names the schema, through a proxy as well', () => {
    expect(connectionValues({ ...place, port: 3306, engine: 'mysql', proxied: true }, 'p')).toMatchObject({
      url: 'mysql://me:p@h:3306/app',
      'schemas.a.url': 'mysql://me:p@h:3306/a',
    })
  })
})

test('the roles of databases may read the secrets of those that need them, and no other', () => {
  const databases = { main: { proxy: true }, users: { schemas: ['a'] }, plain: {}, theirs: { existing: 'x' } }
  const roles = databaseRoles(manifestOf({ databases }))
  expect(Object.keys(roles)).toEqual(['database-proxy-main', 'database-schemas'])
  const secrets = Object.values(roles).flatMap(role =>
    role.statements(scope).filter(({ Action }) => Action.includes('secretsmanager:GetSecretValue')),
  )
  expect(secrets.map(({ Resource }) => Resource)).toEqual([
    ['arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-prod/connections/databases-main-??????'],
    ['arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-prod/connections/databases-users-??????'],
  ])
  expect(JSON.stringify(roles['database-proxy-main']!.trust(scope))).toContain('rds.amazonaws.com')
})
