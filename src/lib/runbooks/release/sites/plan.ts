import { isPage } from './headers.ts'
import { isFolder, isSame, type SiteList } from './site-list.ts'

/** What lies in the bucket under a key. */
export interface LiveObject {
  /** Without quotes. */
  readonly etag: string
  readonly size: number
}

/** What has to be done so that a bucket serves a list. */
export interface SitePlan {
  /** To be copied first. */
  readonly assets: readonly string[]
  /** To be copied once all assets are there. */
  readonly pages: readonly string[]
  /** To be deleted once all pages are there. */
  readonly gone: readonly string[]
  /** Paths that a CDN has to forget. */
  readonly forget: readonly string[]
}

/** Paths from which on everything is forgotten at once: one path with a wildcard costs as much as one without. */
const mostPaths = 15

/**
 * Plans the way from what lies in a bucket to a list. Only what one of the `known` lists put there is ever deleted:
 * what others keep in the bucket is theirs. Pure.
 * @param known lists that may be live: one, or several where a run died between them
 * @param index what the root shows
 */
export function planSite(
  wanted: SiteList,
  live: ReadonlyMap<string, LiveObject>,
  known: readonly SiteList[],
  index: string,
): SitePlan {
  const keys = Object.keys(wanted).filter(key => !isThere(key, wanted, live, known))
  const types = Object.groupBy(keys, key => (isPage(wanted[key]!.type) ? 'pages' : 'assets'))
  const ours = new Set(known.flatMap(list => Object.keys(list)))
  const gone = [...ours].filter(key => !(key in wanted) && live.has(key)).sort()
  // What was not there before can be in no cache; what a run before this one changed can.
  const changed = [...ours].filter(key => known.some(list => !isSame(list[key], wanted[key])))
  const drifted = keys.filter(key => live.has(key))
  const forget = new Set([...changed, ...drifted, ...gone])
  return {
    assets: (types.assets ?? []).sort(),
    pages: (types.pages ?? []).sort(),
    gone,
    forget: pathsOf([...forget].sort(), index),
  }
}

/** How many files, folders aside, a plan changes. Pure. */
export function changesOf({ assets, pages, gone }: SitePlan): { changed: number; gone: number } {
  const files = (keys: readonly string[]) => keys.filter(key => !isFolder(key)).length
  return { changed: files(assets) + files(pages), gone: files(gone) }
}

export function isDone({ assets, pages, gone, forget }: SitePlan): boolean {
  return [assets, pages, gone, forget].every(list => list.length === 0)
}

/** A list of objects shows their content, not how they are served: that is as the known lists agree. */
function isThere(
  key: string,
  wanted: SiteList,
  live: ReadonlyMap<string, LiveObject>,
  known: readonly SiteList[],
): boolean {
  const { md5, size } = wanted[key]!
  const there = live.get(key)
  const agreed = known.length > 0 && known.every(list => isSame(list[key], wanted[key]))
  return agreed && there?.etag === md5 && there.size === size
}

function pathsOf(keys: readonly string[], index: string): string[] {
  const paths = keys.map(key => `/${pathOf(key)}`)
  const all = keys.includes(index) ? ['/', ...paths] : paths
  return all.length > mostPaths ? ['/*'] : all
}

/**
 * As CloudFront wants it: only what RFC 1738 calls unsafe is encoded
 * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-specifying-objects.html).
 */
function pathOf(key: string): string {
  return encodeURI(key).replaceAll('#', '%23').replaceAll('?', '%3F')
}
