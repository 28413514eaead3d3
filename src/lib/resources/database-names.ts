import { nameOf, type Owner, shorten } from './names.ts'

/** Longest identifier of an instance (RDS API reference, CreateDBInstance), of a cluster, and of a proxy. */
const identifierLimit = 63
/** Longest identifier of a snapshot (RDS API reference, CreateDBSnapshot). */
const snapshotLimit = 255

/** Tags that say more of an instance or a cluster than whose it is. */
export const databaseTags = {
  /** Logical id of the database that it is, was, or is a copy of. */
  of: 'deployctl:database',
  /** Since when it is that database: of two that say so, the later one is. */
  since: 'deployctl:since',
  /** Identifier of the one that took its place. */
  replacedBy: 'deployctl:replaced-by',
  /** The schemas that were made in it. */
  schemas: 'deployctl:schemas',
} as const

export function databaseIdentifier(owner: Owner, id: string): string {
  return nameOf(owner, id, identifierLimit)
}

/**
 * The name of what is made of a backup: `shop-prod-main-restored-20261121t031205`.
 * @param copy another one of the same moment: 2, 3, …
 */
export function restoredIdentifier(owner: Owner, id: string, at: Date, copy = 1): string {
  const suffix = `-restored-${stamp(at)}${copy > 1 ? `-${copy}` : ''}`
  return suffixed(nameOf(owner, id), suffix, identifierLimit)
}

/** The name of one of a cluster's instances: `shop-prod-main-1`. */
export function memberIdentifier(cluster: string, number: number): string {
  return suffixed(cluster, `-${number}`, identifierLimit)
}

/** The name of the last snapshot of an instance or a cluster; no two are the same. */
export function finalSnapshotName(identifier: string, at: Date): string {
  return suffixed(identifier, `-final-${stamp(at)}`, snapshotLimit)
}

/**
 * What an instance of a database may be called by now, each `?` being any character: as it was made first, and as it is
 * called once it was made of a backup.
 */
export function instancePatterns(owner: Owner, id: string): string[] {
  const restored = ['', '-?', '-??'].map(copy =>
    suffixed(nameOf(owner, id), `-restored-????????t??????${copy}`, identifierLimit),
  )
  return [databaseIdentifier(owner, id), ...restored]
}

function suffixed(name: string, suffix: string, limit: number): string {
  return shorten(name, limit - suffix.length) + suffix
}

/** `20261121t031205`, in UTC: what RDS's identifiers take, which it makes lower case. */
function stamp(at: Date): string {
  return at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').toLowerCase()
}
