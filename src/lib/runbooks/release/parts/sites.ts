import path from 'node:path'
import { unlessMissing } from '../../../aws/index.ts'
import type { Manifest } from '../../../manifest/schema/manifest.ts'
import type { ReleaseRecord } from '../../../releases/record.ts'
import type { ReleasedSite } from '../../../releases/released-things.ts'
import type { BucketState } from '../../../resources/bucket.ts'
import type { DistributionState } from '../../../resources/cloudfront/distribution.ts'
import type { World } from '../../../resources/world.ts'
import { checkSites } from '../../preflight/sites.ts'
import { readLive, type SitePlace } from '../sites/live-site.ts'
import { isPublished, type Publication, planPublication, publish } from '../sites/publish.ts'
import { readSite } from '../sites/read-site.ts'
import { isFolder, nameOfList, type SiteList, withFolders } from '../sites/site-list.ts'
import { forgetSites, readList, storeSite } from '../sites/site-store.ts'
import type { PartRun, PreparedPart, ReleasePart } from './part.ts'

/**
 * Static sites. Their files are stored by their content before anything moves; to release a site is to copy within S3
 * what changed, and so is to return.
 */
export const sites: ReleasePart<ReleasedSite> = {
  name: 'sites',
  one: 'site',
  describe: ({ files, manifest }) => `${files} files, ${manifest.slice(0, 8)}`,
  names: manifest => Object.keys(websites(manifest)),
  check: checkSites,
  prepare,
  assess,
  restore,
  tidy,
}

type Website = NonNullable<Manifest['buckets'][string]['website']>

function websites({ buckets }: Manifest): Record<string, Website> {
  const sites = Object.entries(buckets).flatMap(([name, { website }]) =>
    website ? [[name, website] as const] : [],
  )
  return Object.fromEntries(sites)
}

/** A site that is stored, and only has to be shown. */
interface StoredSite {
  readonly name: string
  readonly website: Website
  readonly list: SiteList
  /** Of its list. */
  readonly manifest: string
}

async function prepare(run: PartRun, names: readonly string[]): Promise<PreparedPart<ReleasedSite>> {
  const stored = await Promise.all(names.map(name => store(run, name)))
  const publications = new Map<string, Publication>()
  return {
    async wanted({ world }) {
      const things = stored.map(async site => {
        const place = placeOf(site.name, world)
        const publication = await planPublication(run, place, site.list, site.website.index)
        publications.set(site.name, publication)
        return [site.name, thingOf(site, publication)] as const
      })
      return Object.fromEntries(await Promise.all(things))
    },
    async move(name, thing) {
      return { thing, told: await publish(run, publications.get(name)!, thing.manifest) }
    },
  }
}

async function store(run: PartRun, name: string): Promise<StoredSite> {
  const { manifest, signal } = run.context
  const website = websites(manifest)[name]!
  const read = await readSite(path.resolve(manifest.directory, website.directory), website, signal)
  // S3's own websites know what a folder shows.
  const list = manifest.buckets[name]!.cdn ? withFolders(read.list, website.index) : read.list
  const live = await readLive(run, name)
  const isStored = live?.lists.includes(nameOfList(list))
  return {
    name,
    website,
    list,
    manifest: isStored ? nameOfList(list) : await storeSite(run, list, read.files),
  }
}

function placeOf(name: string, world: World): SitePlace {
  const bucket = world.lookup<BucketState>('bucket').of(name).name
  const distribution = world.lookup<DistributionState>('distribution').get(name)?.awsId
  return { name, bucket, distribution }
}

function thingOf({ list, manifest }: StoredSite, publication: Publication): ReleasedSite {
  const { bucket, distribution } = publication.place
  const files = Object.entries(list).filter(([key]) => !isFolder(key))
  return {
    manifest,
    files: files.length,
    bytes: files.reduce((sum, [, { size }]) => sum + size, 0),
    bucket,
    ...(distribution !== undefined && { distribution }),
    outcome: isPublished(publication) ? 'unchanged' : 'pending',
  }
}

async function assess(
  run: PartRun,
  things: Readonly<Record<string, ReleasedSite>>,
): Promise<Record<string, ReleasedSite>> {
  const { scope, ports } = run.context
  const standing = await Promise.all(
    Object.entries(things).map(async ([name, { seconds: _, ...thing }]) => {
      const bucket = { Bucket: thing.bucket, ExpectedBucketOwner: scope.account }
      const [live, stands] = await Promise.all([
        readLive(run, name),
        unlessMissing(ports.s3.headBucket(bucket)),
      ])
      if (!stands) return []
      const there = live?.settled && live.lists[0] === thing.manifest
      return [[name, { ...thing, outcome: there ? 'unchanged' : 'pending' } satisfies ReleasedSite] as const]
    }),
  )
  return Object.fromEntries(standing.flat())
}

async function restore(run: PartRun, name: string, thing: ReleasedSite): Promise<void> {
  const { manifest, bucket, distribution } = thing
  const list = await readList(run, manifest)
  const index = websites(run.context.manifest)[name]?.index ?? 'index.html'
  const publication = await planPublication(run, { name, bucket, distribution }, list, index)
  if (!isPublished(publication)) await publish(run, publication, manifest)
}

async function tidy(run: PartRun, retained: readonly ReleaseRecord[]): Promise<void> {
  const names = Object.keys(websites(run.context.manifest))
  const live = await Promise.all(names.map(name => readLive(run, name)))
  const released = retained.flatMap(({ sites = {} }) => Object.values(sites).map(({ manifest }) => manifest))
  await forgetSites(run, new Set([...released, ...live.flatMap(one => one?.lists ?? [])]))
}
