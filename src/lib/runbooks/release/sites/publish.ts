import { DeployctlError } from '../../../errors/index.ts'
import { inParallel } from '../../../images/index.ts'
import type { PartRun } from '../parts/part.ts'
import { invalidate } from './invalidate.ts'
import { listBucket, readLive, type SitePlace, writeLive } from './live-site.ts'
import { changesOf, isDone, planSite, type SitePlan } from './plan.ts'
import type { SiteEntry, SiteList } from './site-list.ts'
import { blobKey, findList } from './site-store.ts'

/** S3 takes far more at once; this fills an ordinary line. */
const parallel = 16

/** What it takes to show a list, and where. Reads only. */
export interface Publication {
  readonly place: SitePlace
  readonly list: SiteList
  readonly plan: SitePlan
  /** Names of the lists that may be live. */
  readonly known: readonly string[]
  /** Whether a run before this one saw its own to the end. */
  readonly settled: boolean
}

/** @param index what the root shows */
export async function planPublication(
  run: PartRun,
  place: SitePlace,
  list: SiteList,
  index: string,
): Promise<Publication> {
  const [live, objects] = await Promise.all([readLive(run, place.name), listBucket(run, place)])
  const known = live?.lists ?? []
  // A list that is lost only means that what it alone put there is left behind.
  const lists = (await Promise.all(known.map(name => findList(run, name)))).filter(one => one !== undefined)
  const plan = planSite(list, objects, lists, index)
  return { place, list, plan, known, settled: live?.settled ?? false }
}

/** Whether everybody gets the list already. Pure. */
export function isPublished({ plan, settled }: Publication): boolean {
  return settled && isDone(plan)
}

/**
 * Shows a list: its assets first, then its pages, which name them; then what is gone goes, and caches forget.
 * A run that dies at any point leaves behind which lists may be live, and the next one finishes it.
 * @param name of the list
 * @returns what it came to, for people
 */
export async function publish(run: PartRun, publication: Publication, name: string): Promise<string> {
  const { place, list, plan, known } = publication
  const { assets, pages, gone, forget } = plan
  await writeLive(run, place.name, { lists: [...new Set([...known, name])], settled: false })
  await copyAll(run, place, list, assets)
  await copyAll(run, place, list, pages)
  await removeAll(run, place, gone)
  const forgets = place.distribution !== undefined && forget.length > 0
  if (forgets) await invalidate(run, place.distribution!, forget)
  await writeLive(run, place.name, { lists: [name], settled: true })
  return told(plan, forgets)
}

function told(plan: SitePlan, forgets: boolean): string {
  const { changed, gone } = changesOf(plan)
  return [
    `${changed} ${changed === 1 ? 'file' : 'files'} changed`,
    ...(gone > 0 ? [`${gone} gone`] : []),
    ...(forgets ? ['invalidated'] : []),
  ].join(', ')
}

async function copyAll(
  run: PartRun,
  place: SitePlace,
  list: SiteList,
  keys: readonly string[],
): Promise<void> {
  const { signal } = run.context
  await inParallel(keys, { signal, parallel }, (key, either) => copy(run, place, key, list[key]!, either))
}

/** Within S3: nothing is sent from here. */
async function copy(
  run: PartRun,
  { bucket }: SitePlace,
  Key: string,
  { sha256, type, cache }: SiteEntry,
  signal: AbortSignal,
): Promise<void> {
  const { context, ledger } = run
  await context.ports.s3.copyObject(
    {
      Bucket: bucket,
      Key,
      CopySource: `${ledger.bucket}/${blobKey(run, sha256)}`,
      MetadataDirective: 'REPLACE',
      ContentType: type,
      CacheControl: cache,
      ExpectedBucketOwner: context.scope.account,
      ExpectedSourceBucketOwner: context.scope.account,
    },
    { signal },
  )
}

/** S3 deletes 1,000 at a time, and answers with success even where it deleted nothing. */
async function removeAll(
  { context }: PartRun,
  { bucket }: SitePlace,
  keys: readonly string[],
): Promise<void> {
  const { ports, scope, signal } = context
  for (let start = 0; start < keys.length; start += 1000) {
    const Objects = keys.slice(start, start + 1000).map(Key => ({ Key }))
    const where = { Bucket: bucket, ExpectedBucketOwner: scope.account }
    const answer = await ports.s3.deleteObjects({ ...where, Delete: { Objects, Quiet: true } }, { signal })
    const [error] = answer.Errors ?? []
    if (!error) continue
    throw new DeployctlError('aws.refused', {
      message: `S3 keeps ${error.Key} in ${bucket}: ${error.Code}: ${error.Message}`,
    })
  }
}
