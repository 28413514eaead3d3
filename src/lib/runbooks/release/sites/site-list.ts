import { createHash } from 'node:crypto'

/** One object of a site, as it is served. */
export interface SiteEntry {
  /** SHA-256 of its content, in hex; names its blob in the ledger. */
  readonly sha256: string
  /** MD5 of its content, in hex: what S3 calls its ETag. */
  readonly md5: string
  /** Bytes. */
  readonly size: number
  readonly type: string
  readonly cache: string
}

/** All objects of a site, by key. */
export type SiteList = Readonly<Record<string, SiteEntry>>

/** What a list is called: the SHA-256 of what it says. Two lists that say the same have the same name. */
export function nameOfList(list: SiteList): string {
  const lines = Object.keys(list)
    .sort()
    .map(key => {
      const { sha256, type, cache } = list[key]!
      return JSON.stringify([key, sha256, type, cache])
    })
  return createHash('sha256').update(lines.join('\n')).digest('hex')
}

/** Whether two objects are served alike. */
export function isSame(one: SiteEntry | undefined, other: SiteEntry | undefined): boolean {
  return one?.sha256 === other?.sha256 && one?.type === other?.type && one?.cache === other?.cache
}

/** An object that stands for a folder, so that a CDN, which knows no index documents, has something to show there. */
export function isFolder(key: string): boolean {
  return key.endsWith('/')
}

/** The list with an object for each folder that has an index; the root has the CDN's own setting. Pure. */
export function withFolders(list: SiteList, index: string): SiteList {
  const folders = Object.entries(list)
    .filter(([key]) => key.endsWith(`/${index}`))
    .map(([key, entry]) => [key.slice(0, -index.length), entry] as const)
  return { ...list, ...Object.fromEntries(folders) }
}
