import { readdirSync } from 'node:fs'
import path from 'node:path'
import { environmentsOf, loadManifest, type Manifest, resolveManifest } from '../../src/lib/manifest/index.ts'
import { inputs } from '../manifest/reading.ts'
import { manifestOf } from '../resources/manifest.ts'

const templates = path.resolve(import.meta.dirname, '../../templates')

/** The manifests of all templates, in every environment, by name. */
export async function templateManifests(): Promise<[string, Manifest][]> {
  const manifests = await Promise.all(
    readdirSync(templates).map(async name => {
      const source = await loadManifest(path.join(templates, name, 'deployctl.yml'))
      return environmentsOf(source).map((environment): [string, Manifest] => [
        `${name} ${environment}`,
        resolveManifest(source, environment, inputs),
      ])
    }),
  )
  return manifests.flat()
}

/** Something of everything that can be drawn. */
export const everything = manifestOf({
  domain: { name: 'shop.example.com', hostedZone: 'ZABCDEFGHIJKL' },
  services: {
    web: {
      build: { platforms: ['linux/arm64'] },
      port: 8080,
      count: { min: 2, max: 8, cpu: 70 },
      capacity: { onDemand: { base: 1 }, spot: { weight: 4 } },
      routes: ['/*'],
      env: { API: '${services.api.url}', POOL: '${userPools.users.id}' },
    },
    api: {
      image: 'ghcr.io/shop/api:1',
      port: 3000,
      routes: ['/v1/*'],
      env: { TABLE: '${tables.orders.name}' },
      secrets: { DB: '${databases.main.url}' },
      access: { 'buckets.media': 'write' },
    },
    worker: {
      build: {},
      capacity: 'spot',
      secrets: { DB: '${databases.main.url}', REDIS: '${caches.main.url}' },
    },
  },
  jobs: { nightly: { service: 'worker', command: ['x'], schedule: '0 3 * * *', timezone: 'Europe/Berlin' } },
  functions: { thumbs: { zip: { directory: '.' }, access: { 'buckets.media': 'write' } } },
  databases: { main: { proxy: true, multiZone: true, schemas: ['a', 'b'] } },
  caches: { main: { version: '7.0' } },
  buckets: { media: { cdn: true, publicPrefix: 'public/' } },
  filesystems: { data: { accessPoints: { a: '/a' } } },
  tables: { orders: { partitionKey: 'PK', sortKey: 'SK' } },
  userPools: { users: { mfa: 'optional' } },
  alarms: { notify: ['ops@example.com'], cpu: 80 },
  github: { repository: 'shop/shop', branches: ['main'] },
})
