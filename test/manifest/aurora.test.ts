import { describe, expect, test } from 'vitest'
import { capacityOf } from '../../src/lib/manifest/database-capacity.ts'
import { stoppedOnDemand } from '../../src/lib/manifest/database-engine.ts'
import { maxConnections } from '../../src/lib/manifest/max-connections.ts'
import { problems, resolve } from './reading.ts'

/** Lines 1 to 4 of every manifest here; what is wrong begins in line 5. */
const head = `version: 1
project: shop
region: us-east-1
environments: {prod: {}}
`
const aurora = (rest: string) => `databases: {main: {engine: aurora-postgresql, ${rest}}}`
const sleeps = `
ingress: http-api
services: {app: {image: nginx, port: 80, routes: ["/*"]}}
onDemand: {service: app, databases: [main]}`

const refused: readonly [what: string, manifest: string, problems: readonly string[]][] = [
  [
    'what only an instance has',
    aurora('class: db.t4g.micro, storage: 20, multiZone: true'),
    [
      '5:54 databases.main.class: aurora-postgresql has no `class`. → Its instances grow and shrink by themselves: write `capacity` instead.',
      '5:77 databases.main.storage: aurora-postgresql has no `storage`. → Its storage grows by itself: remove it.',
      '5:92 databases.main.multiZone: aurora-postgresql has no `multiZone`. → Its storage lies in three zones already: write `readers: 1` for an instance to fail over to.',
    ],
  ],
  [
    'what only a cluster has',
    'databases: {main: {capacity: {min: 0}, readers: 1}}',
    [
      '5:30 databases.main.capacity: postgres has no `capacity`. → Write `class` instead, or `engine: aurora-postgresql`.',
      '5:49 databases.main.readers: postgres has no `readers`. → Write `multiZone: true` for a standby, or `engine: aurora-postgresql`.',
    ],
  ],
  [
    'no backups',
    aurora('backups: 0d'),
    [
      '5:56 databases.main.backups: Aurora always keeps backups, for a day at least. → Write a duration from 1d to 35d.',
    ],
  ],
  [
    'a quarter of an ACU',
    aurora('capacity: {min: 0.25}'),
    [
      '5:63 databases.main.capacity.min: The number 0.25 does not fit here. → Write a multiple of 0.5, such as 0.5 or 4.',
    ],
  ],
  [
    'less than an ACU at the most',
    aurora('capacity: {max: 0.5}'),
    ['5:63 databases.main.capacity.max: Aurora may grow to one ACU at least. → Write 1 or more.'],
  ],
  [
    'more at least than at the most',
    aurora('capacity: {min: 4}'),
    ['5:63 databases.main.capacity.min: It cannot have 4 ACUs at least and 2 at the most. → Write `max: 4`.'],
  ],
  [
    'a pause that is too short',
    aurora('capacity: {min: 0, pauseAfter: 1m}'),
    [
      '5:78 databases.main.capacity.pauseAfter: Aurora pauses after 5m at the soonest, and 24h at the latest. → Write 5m to 24h.',
    ],
  ],
  [
    'a pause of what never pauses',
    aurora('capacity: {min: 1, pauseAfter: 10m}'),
    [
      '5:78 databases.main.capacity.pauseAfter: With 1 ACUs at least it never pauses. → Write `min: 0` beside it, or remove it.',
    ],
  ],
  [
    'a proxy of what pauses',
    aurora('capacity: {min: 0}, proxy: true'),
    [
      '5:74 databases.main.proxy: RDS Proxy stays connected, so that a database behind it never pauses. → Remove it, or write `capacity: {min: 0.5}`.',
    ],
  ],
  [
    'a version that cannot pause',
    aurora('version: "16.2", capacity: {min: 0}'),
    [
      '5:56 databases.main.version: 16.2 of aurora-postgresql cannot pause, as `capacity.min: 0` has it. → Write 16.3 or a later one.',
    ],
  ],
  [
    'a version of Aurora MySQL that cannot pause',
    'databases: {main: {engine: aurora-mysql, version: 8.0.mysql_aurora.3.07.1, capacity: {min: 0}}}',
    [
      '5:51 databases.main.version: 8.0.mysql_aurora.3.07.1 of aurora-mysql cannot pause, as `capacity.min: 0` has it. → Write 8.0.mysql_aurora.3.08.0 or a later one.',
    ],
  ],
  [
    'Aurora MySQL without a version of its own',
    'databases: {main: {engine: aurora-mysql}}',
    ['5:19 databases.main.version: There is no version 16 of aurora-mysql. → Write `version: "8.0"`.'],
  ],
  [
    'what sleeps on demand and never pauses',
    aurora('capacity: {min: 0.5}') + sleeps,
    [
      '5:63 databases.main.capacity.min: `onDemand.databases` names main, and with 0.5 ACUs at least it never pauses. → Write `min: 0`, or take it out of that list.',
    ],
  ],
  [
    'a proxy of what sleeps on demand',
    aurora('proxy: true') + sleeps,
    [
      '5:54 databases.main.proxy: RDS Proxy stays connected, so that a database on demand behind it never pauses. → Remove it, or take the database out of `onDemand.databases`.',
    ],
  ],
  [
    'capacity of a cluster of somebody else',
    aurora('existing: shared, capacity: {min: 0}'),
    [
      "5:75 databases.main.capacity: `shared` is somebody else's: `capacity` would have to change it. → Remove it; in an overlay, with null.",
    ],
  ],
]

test.each(refused)('%s is refused', (_what, manifest, expected) => {
  expect(problems(`${head}${manifest}`)).toEqual(expected)
})

test.each([
  'version: "16", capacity: {min: 0}',
  'version: "16.3", capacity: {min: 0}',
  'version: "18.1", capacity: {min: 0}',
  'version: "16.2"',
  'capacity: {min: 0, max: 4, pauseAfter: 24h}, readers: 1, backups: 1d',
  'capacity: {min: 0.5, max: 256}, proxy: true',
])('a cluster with %s is taken', rest => {
  expect(resolve(`${head}${aurora(rest)}`).databases.main!.engine).toBe('aurora-postgresql')
})

describe('capacity', () => {
  const capacity = (text: string) => capacityOf(resolve(`${head}${text}`), 'main')

  test('is from half an ACU to two, unless somebody says otherwise', () => {
    expect(capacity('databases: {main: {engine: aurora-postgresql}}')).toEqual({
      min: 0.5,
      max: 2,
      pauseAfter: undefined,
    })
    expect(capacity(aurora('capacity: {min: 0, max: 4, pauseAfter: 10m}'))).toEqual({
      min: 0,
      max: 4,
      pauseAfter: 600,
    })
  })

  test('of what sleeps on demand may be none, and nothing stops it', () => {
    const manifest = `${aurora('capacity: {max: 8}').replace('main:', 'old: {}, main:')}${sleeps.replace('[main]', '[old, main]')}`
    expect(capacity(manifest)).toEqual({ min: 0, max: 8, pauseAfter: 300 })
    expect(stoppedOnDemand(resolve(`${head}${manifest}`))).toEqual(['old'])
  })
})

test.each([
  ['aurora-postgresql, capacity: {min: 1, max: 1}', 189],
  ['aurora-postgresql, capacity: {min: 1, max: 4}', 823],
  ['aurora-postgresql, capacity: {min: 1, max: 8}', 1669],
  ['aurora-postgresql, capacity: {min: 1, max: 16}', 3360],
  ['aurora-postgresql, capacity: {min: 0.5, max: 16}', 2000],
  ['aurora-postgresql, capacity: {min: 1, max: 64}', 5000],
  ['aurora-mysql, version: "8.0", capacity: {min: 1, max: 4}', 135],
  ['aurora-mysql, version: "8.0", capacity: {min: 1, max: 12}', 1000],
])('as AWS lists it, %s takes %i connections', (engine, count) => {
  const { main } = resolve(`${head}databases: {main: {engine: ${engine}}}`).databases
  expect(maxConnections(main!)).toBe(count)
})
