import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { awsReason, pages } from '../../../aws/index.ts'
import { DeployctlError } from '../../../errors/index.ts'
import { inParallel } from '../../../images/index.ts'
import type { PartRun } from '../parts/part.ts'
import type { SiteFile } from './read-site.ts'
import { nameOfList, type SiteList } from './site-list.ts'

/**
 * What releases keep of sites in the ledger's bucket: every file once, by its content, so that a return to an earlier
 * release is a copy within S3; and the list of each release's files.
 */
const blobs = 'sites/blobs/'
const lists = 'sites/lists/'

/** Where a file's content lies in the ledger's bucket. */
export function blobKey({ context }: PartRun, sha256: string): string {
  return `${context.scope.environment}/${blobs}${sha256}`
}

/**
 * Stores what the ledger lacks of a site, its files first.
 * @returns the name of its list
 * @throws DeployctlError `sites.unreadable` where a file changed since it was looked at
 */
export async function storeSite(run: PartRun, list: SiteList, files: readonly SiteFile[]): Promise<string> {
  const { context, ledger } = run
  const there = new Set((await ledger.list(blobs)).map(key => key.slice(blobs.length)))
  const byContent = new Map(files.map(file => [list[file.key]!.sha256, file]))
  const missing = [...byContent].filter(([sha256]) => !there.has(sha256))
  await inParallel(missing, { signal: context.signal, parallel: 8 }, ([sha256, file], signal) =>
    putBlob(run, sha256, file, signal),
  )
  const name = nameOfList(list)
  await ledger.create(`${lists}${name}.json`, list)
  return name
}

/** @throws DeployctlError `ledger.unreadable` where it is not there any more */
export async function readList(run: PartRun, name: string): Promise<SiteList> {
  const list = await findList(run, name)
  if (list) return list
  throw new DeployctlError('ledger.unreadable', {
    message: `The ledger has no list ${name.slice(0, 12)} of a site's files any more.`,
  })
}

export async function findList({ ledger }: PartRun, name: string): Promise<SiteList | undefined> {
  return (await ledger.read<SiteList>(`${lists}${name}.json`))?.value
}

/** Deletes every list but these, and every file that none of them names. */
export async function forgetSites(run: PartRun, needed: ReadonlySet<string>): Promise<void> {
  const { context, ledger } = run
  const names = (await ledger.list(lists)).map(key => key.slice(lists.length, -'.json'.length))
  const gone = names.filter(name => !needed.has(name))
  if (gone.length === 0) return
  const kept = await Promise.all(names.filter(name => needed.has(name)).map(name => readList(run, name)))
  const contents = new Set(kept.flatMap(list => Object.values(list).map(({ sha256 }) => sha256)))
  const { environment } = context.scope
  // Lists go last: a run that dies in between finds them again, and with them what is left to be done.
  await deleteForGood(run, `${environment}/${blobs}`, name => !contents.has(name))
  await deleteForGood(run, `${environment}/${lists}`, name => gone.includes(name.replace(/\.json$/, '')))
}

async function putBlob(run: PartRun, sha256: string, { key, path }: SiteFile, signal: AbortSignal) {
  const Body = await readFile(path)
  if (createHash('sha256').update(Body).digest('hex') !== sha256) {
    throw new DeployctlError('sites.unreadable', {
      message: `${key} changed while it was being published.`,
      hint: 'Deploy again once the site is built.',
    })
  }
  const { context, ledger } = run
  const { account } = context.scope
  const target = { Bucket: ledger.bucket, Key: blobKey(run, sha256), ExpectedBucketOwner: account }
  try {
    await context.ports.s3.putObject({ ...target, Body, IfNoneMatch: '*' }, { signal })
  } catch (error) {
    // Another environment's run, or an answer that was lost: the content is the same.
    if (awsReason(error) !== 'precondition') throw error
  }
}

/** Every version: what a deletion leaves behind in a versioned bucket is paid for, too. */
async function deleteForGood(run: PartRun, Prefix: string, isGone: (name: string) => boolean): Promise<void> {
  const { context, ledger } = run
  const { s3 } = context.ports
  const Bucket = ledger.bucket
  const found = await pages(
    s3.listObjectVersions,
    { Bucket, Prefix },
    ({ Versions = [], DeleteMarkers = [] }) => [...Versions, ...DeleteMarkers],
  )
  const objects = found
    .filter(({ Key }) => isGone(Key!.slice(Prefix.length)))
    .map(({ Key, VersionId }) => ({ Key: Key!, VersionId }))
  for (let start = 0; start < objects.length; start += 1000) {
    const Objects = objects.slice(start, start + 1000)
    await s3.deleteObjects({ Bucket, Delete: { Objects, Quiet: true } }, { signal: context.signal })
  }
}
