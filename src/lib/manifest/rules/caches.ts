import type { Path } from '../path.ts'
import type { Finding } from '../problems.ts'
import type { Manifest } from '../schema/manifest.ts'
import { outputUses } from './output-uses.ts'
import { across, type Rule } from './rule.ts'

type Cache = Manifest['caches'][string]

/** A rule about one cache by itself. */
function eachCache(
  check: (cache: Cache, path: Path, isWritten: (key: string) => boolean) => Finding[],
): Rule {
  return across(['caches'], ({ caches }, { isWritten }) =>
    Object.entries(caches).flatMap(([name, cache]) => {
      const path = ['caches', name]
      return check(cache, path, key => isWritten([...path, key]))
    }),
  )
}

/** "Supported engines and versions": Redis up to 7.1, Valkey from 7.2; below 6.2, versions have three parts. */
const ranges = {
  redis: { from: 6.2, to: 7.1, remedy: 'Write one from 6.2 to 7.1, or `engine: valkey`.' },
  valkey: { from: 7.2, to: Number.POSITIVE_INFINITY, remedy: 'Write 7.2 or later.' },
} as const

export const cacheVersion: Rule = eachCache(({ engine, version }, path) => {
  const { from, to, remedy } = ranges[engine]
  if (version === undefined || (Number(version) >= from && Number(version) <= to)) return []
  const message = `ElastiCache has no version ${version} of ${engine}.`
  return [{ path: [...path, 'version'], message, remedy }]
})

/** A replication group's id has no two hyphens in a row (CreateReplicationGroup). */
export const cacheIdentifier: Rule = across(['caches', 'project'], ({ caches, project }, { environment }) =>
  Object.entries(caches).flatMap(([name, { existing }]) => {
    const identifier = `${project}-${environment}-${name}`
    if (existing !== undefined || !identifier.includes('--')) return []
    const message = `ElastiCache takes no two hyphens in a row, as in \`${identifier}\`.`
    return [{ path: ['caches', name], message, remedy: 'Choose another name.' }]
  }),
)

/** Nodes that take over for one another live in different zones. */
export const cacheZones: Rule = across(['caches', 'network'], ({ caches, network: { existing, zones } }) => {
  const subnets = existing && (existing.privateSubnets.length || existing.publicSubnets.length)
  if ((subnets ?? zones) >= 2) return []
  return Object.entries(caches).flatMap(([name, { nodes, existing }]) => {
    if (existing !== undefined || nodes === 1) return []
    const message = `${nodes} nodes need subnets in two zones.`
    return [
      {
        path: ['caches', name, 'nodes'],
        message,
        remedy: 'Write `nodes: 1`, or give the network two zones.',
      },
    ]
  })
})

export const existingCache: Rule = eachCache(({ existing }, path, isWritten) => {
  if (existing === undefined) return []
  return ['engine', 'version', 'class', 'nodes'].filter(isWritten).map(key => ({
    path: [...path, key],
    message: `\`${existing}\` is somebody else's: \`${key}\` would have to change it.`,
    remedy: 'Remove it; in an overlay, with null.',
  }))
})

/** The password of a cache that somebody else made is theirs. */
export const existingCacheOutputs: Rule = across(['caches'], ({ caches }, checked) =>
  outputUses(checked).flatMap(({ path, section, name, property }) => {
    const { existing } = (section === 'caches' && caches[name]) || {}
    if (existing === undefined || property === 'host' || property === 'port') return []
    const message = `deployctl does not know the password of \`${existing}\`, which somebody else made.`
    return [{ path, message, remedy: 'Declare a secret, put the URL into it, and name that.' }]
  }),
)
