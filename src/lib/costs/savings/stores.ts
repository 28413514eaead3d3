import { isAurora } from '../../manifest/database-engine.ts'
import { inline } from '../../manifest/inline.ts'
import type { Manifest } from '../../manifest/schema/manifest.ts'
import type { Option, Proposal } from './option.ts'

type Stores = 'databases' | 'caches'

/** Proposes one change to each database or cache of ours that it applies to. */
function eachStore<Section extends Stores>(
  section: Section,
  manifest: Manifest,
  rewrite: (store: Manifest[Section][string]) => Partial<Manifest[Section][string]> | undefined,
): Proposal | undefined {
  const changes = Object.entries(manifest[section] as Record<string, Manifest[Section][string]>)
    .filter(([, { existing }]) => existing === undefined)
    .map(([name, store]) => [name, store, rewrite(store)] as const)
    .filter(([, , change]) => change !== undefined)
  if (changes.length === 0) return undefined
  const stores = Object.fromEntries(changes.map(([name, store, change]) => [name, { ...store, ...change }]))
  return {
    manifest: { ...manifest, [section]: { ...manifest[section], ...stores } },
    write: changes.flatMap(([name, , change]) =>
      Object.entries(change!).map(([key, value]) => `${section}.${name}.${key}: ${inline(value)}`),
    ),
  }
}

/** Intel's instance families, and Graviton's of the same memory. */
const graviton: Readonly<Record<string, string>> = { t3: 't4g', m5: 'm6g', m6i: 'm6g', r5: 'r6g', r6i: 'r6g' }

function onGraviton(instanceClass: string): string | undefined {
  const [kind, family = '', size] = instanceClass.split('.')
  return graviton[family] && `${kind}.${graviton[family]}.${size}`
}

function classOption(section: Stores, id: string, title: string): Option {
  return {
    id,
    title,
    tradeOff: 'nothing but the restart that moves it',
    goal: id,
    propose: manifest =>
      eachStore(section, manifest, store => {
        const better = onGraviton(store.class)
        return better === undefined ? undefined : { class: better }
      }),
  }
}

export const gravitonDatabases = classOption('databases', 'graviton-databases', 'Databases on Graviton')
export const gravitonCaches = classOption('caches', 'graviton-caches', 'Caches on Graviton')

export const singleZone: Option = {
  id: 'single-zone-database',
  title: 'Databases without a standby',
  tradeOff: 'when their zone fails they are down until restored',
  goal: 'standby',
  propose: manifest =>
    eachStore('databases', manifest, ({ multiZone }) => (multiZone ? { multiZone: false } : undefined)),
}

export const noProxy: Option = {
  id: 'no-proxy',
  title: 'Databases without RDS Proxy',
  tradeOff: 'every task opens its own connections, and a failover drops them',
  goal: 'proxy',
  propose: manifest =>
    eachStore('databases', manifest, ({ proxy }) => (proxy ? { proxy: false } : undefined)),
}

export const noReaders: Option = {
  id: 'no-readers',
  title: 'Aurora without readers',
  tradeOff: 'when the writer fails it is away for minutes, until AWS has made another',
  goal: 'readers',
  propose: manifest =>
    eachStore('databases', manifest, ({ readers }) => (readers > 0 ? { readers: 0 } : undefined)),
}

export const pause: Option = {
  id: 'pause-database',
  title: 'Aurora that pauses',
  tradeOff: 'the first connection after a pause waits for about 15 seconds',
  goal: 'pause',
  propose: manifest =>
    eachStore('databases', manifest, ({ engine, proxy, capacity: { max, min = 0.5 } = { max: 2 } }) =>
      isAurora(engine) && !proxy && min > 0 ? { capacity: { min: 0, max } } : undefined,
    ),
}

export const singleNode: Option = {
  id: 'single-node-cache',
  title: 'Caches of one node',
  tradeOff: 'when it fails, what it held is gone',
  goal: 'nodes',
  propose: manifest => eachStore('caches', manifest, ({ nodes }) => (nodes > 1 ? { nodes: 1 } : undefined)),
}

export const valkey: Option = {
  id: 'valkey',
  title: 'Valkey instead of Redis',
  tradeOff: 'Valkey began as Redis 7.2; what came to Redis since it lacks',
  goal: 'cache-engine',
  propose: manifest =>
    eachStore('caches', manifest, ({ engine }) =>
      engine === 'redis' ? { engine: 'valkey', version: '8.2' } : undefined,
    ),
}
