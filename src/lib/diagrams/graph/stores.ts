import { isAurora } from '../../manifest/database-engine.ts'
import type { Manifest } from '../../manifest/schema/manifest.ts'
import { formatDuration } from '../../manifest/schema/scalars.ts'
import { cloud } from './groups.ts'
import type { Edge, Fragment, Node } from './model.ts'

const engines = {
  postgres: 'PostgreSQL',
  mysql: 'MySQL',
  'aurora-postgresql': 'Aurora PostgreSQL',
  'aurora-mysql': 'Aurora MySQL',
  redis: 'Redis',
  valkey: 'Valkey',
} as const

/** What keeps data, in the network and beside it. */
export function stores(manifest: Manifest): Fragment {
  const { databases, caches, filesystems, buckets, tables, userPools } = manifest
  const proxied = Object.entries(databases).filter(([, { proxy, existing }]) => proxy && !existing)
  return {
    nodes: [
      ...proxied.map(([name]) => proxyNode(name)),
      ...each(databases, databaseNode),
      ...each(caches, cacheNode),
      ...each(filesystems, filesystemNode),
      ...each(buckets, bucketNode),
      ...each(tables, tableNode),
      ...each(userPools, userPoolNode),
    ],
    edges: proxied.map(([name]): Edge => ({ from: `proxy/${name}`, to: `database/${name}`, kind: 'data' })),
  }
}

function each<Thing>(things: Record<string, Thing>, node: (name: string, thing: Thing) => Node): Node[] {
  return Object.entries(things).map(([name, thing]) => node(name, thing))
}

function proxyNode(name: string): Node {
  return { id: `proxy/${name}`, kind: 'proxy', label: 'RDS Proxy', details: [name], group: 'private' }
}

function databaseNode(name: string, database: Manifest['databases'][string]): Node {
  const { engine, version, class: size, multiZone, readers, schemas, existing, capacity } = database
  return {
    id: `database/${name}`,
    kind: 'database',
    label: `${engines[engine]} ${version}`,
    details: existing
      ? [existing, 'made elsewhere']
      : [
          isAurora(engine) ? `${name}, up to ${capacity?.max ?? 2} ACUs` : `${name}, ${size}`,
          ...(readers > 0 ? [readers === 1 ? 'with a reader' : `with ${readers} readers`] : []),
          ...(multiZone ? ['with a standby'] : []),
          ...(schemas.length > 0 ? [`${schemas.length} schemas`] : []),
        ],
    group: 'private',
  }
}

function cacheNode(
  name: string,
  { engine, version, class: size, nodes, existing }: Manifest['caches'][string],
): Node {
  return {
    id: `cache/${name}`,
    kind: 'cache',
    label: [engines[engine], ...(version ? [version] : [])].join(' '),
    details: existing
      ? [existing, 'made elsewhere']
      : [`${name}, ${nodes > 1 ? `${nodes} × ` : ''}${size.replace('cache.', '')}`],
    group: 'private',
  }
}

function filesystemNode(name: string, { accessPoints }: Manifest['filesystems'][string]): Node {
  return {
    id: `filesystem/${name}`,
    kind: 'filesystem',
    label: name,
    details: ['EFS', ...listed(Object.values(accessPoints), 'directories')],
    group: 'private',
  }
}

function bucketNode(
  name: string,
  { existing, website, versioning, publicPrefix }: Manifest['buckets'][string],
): Node {
  const kind = ['S3 bucket', ...(existing ? ['made elsewhere'] : versioning ? ['versioned'] : [])].join(', ')
  const open = publicPrefix ? [`${publicPrefix} is public`] : []
  return {
    id: `bucket/${name}`,
    kind: 'bucket',
    label: name,
    details: [kind, ...(website ? ['a static site'] : []), ...open],
    group: cloud,
  }
}

function tableNode(name: string, { partitionKey, sortKey }: Manifest['tables'][string]): Node {
  return {
    id: `table/${name}`,
    kind: 'table',
    label: name,
    details: ['DynamoDB table', [partitionKey, sortKey].filter(Boolean).join(', ')],
    group: cloud,
  }
}

function userPoolNode(name: string, { mfa }: Manifest['userPools'][string]): Node {
  return {
    id: `user-pool/${name}`,
    kind: 'user-pool',
    label: name,
    details: ['Cognito user pool', ...(mfa === 'off' ? [] : [`second factor ${mfa}`])],
    group: cloud,
  }
}

/** On one line while there are few. */
function listed(words: readonly string[], what: string): string[] {
  if (words.length === 0) return []
  return [words.length > 2 ? `${words.length} ${what}` : words.join(', ')]
}

/** How long log lines are kept, for people: `30 days`. */
export function kept(seconds: number): string {
  const days = seconds / 86_400
  return Number.isInteger(days) ? `${days} days` : formatDuration(seconds)
}
