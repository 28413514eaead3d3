import { pages } from '../../../aws/index.ts'
import { DeployctlError } from '../../../errors/index.ts'
import type { PartRun } from '../parts/part.ts'
import type { LiveObject } from './plan.ts'

/** Where one site's files lie, and who delivers them. */
export interface SitePlace {
  /** Its name in the manifest. */
  readonly name: string
  readonly bucket: string
  /** Identifier. */
  readonly distribution?: string | undefined
}

/** What the ledger knows of what a site shows. S3 cannot tell: a list of objects has neither types nor headers. */
export interface LiveSite {
  /** Names of the lists that may be live: one, or several where a run died between them. */
  readonly lists: readonly string[]
  /** Whether everybody gets the only one of them, caches included. */
  readonly settled: boolean
}

export async function readLive({ ledger }: PartRun, site: string): Promise<LiveSite | undefined> {
  return (await ledger.read<LiveSite>(keyOf(site)))?.value
}

/** For the holder of the lock only. @throws DeployctlError `ledger.conflict` where somebody else wrote it in between */
export async function writeLive({ ledger }: PartRun, site: string, live: LiveSite): Promise<void> {
  const key = keyOf(site)
  const stored = await ledger.read<LiveSite>(key)
  const written = stored ? await ledger.replace(key, live, stored.etag) : await ledger.create(key, live)
  if (written !== undefined) return
  // A put whose answer was lost is refused when repeated, though it succeeded.
  const now = (await ledger.read<LiveSite>(key))?.value
  if (JSON.stringify(now) === JSON.stringify(live)) return
  throw new DeployctlError('ledger.conflict', {
    message: `What the site ${site} shows was changed by somebody else meanwhile.`,
  })
}

/** What lies in a site's bucket, by key. */
export async function listBucket(
  { context }: PartRun,
  { bucket }: SitePlace,
): Promise<Map<string, LiveObject>> {
  const { scope, ports } = context
  const where = { Bucket: bucket, ExpectedBucketOwner: scope.account }
  const objects = await pages(ports.s3.listObjectsV2, where, page => page.Contents)
  return new Map(
    objects.map(({ Key, ETag = '', Size = 0 }) => [Key!, { etag: ETag.replaceAll('"', ''), size: Size }]),
  )
}

function keyOf(site: string): string {
  return `sites/live/${site}.json`
}
