import { createHash } from 'node:crypto'
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { DeployctlError } from '../../../errors/index.ts'
import { inParallel } from '../../../images/index.ts'
import type { Manifest } from '../../../manifest/schema/manifest.ts'
import { cacheControl, contentType } from './headers.ts'
import type { SiteEntry, SiteList } from './site-list.ts'

type Website = NonNullable<Manifest['buckets'][string]['website']>

/** A file of a site's directory. */
export interface SiteFile {
  /** Its path below the directory, with slashes. */
  readonly key: string
  /** Absolute, with no symbolic link in it. */
  readonly path: string
  readonly size: number
}

/** Something about a directory that keeps it from being published. */
export interface SiteProblem {
  readonly message: string
  readonly hint: string
}

/** Files are held in memory one by one, and a page that is larger is none. */
const largest = 100 * 1024 * 1024
const most = 20_000

/** Finds all files of a site, and everything that is wrong with them. Reads no content. */
export async function findFiles(
  directory: string,
  { index }: Pick<Website, 'index'>,
): Promise<{ files: SiteFile[]; problems: SiteProblem[] }> {
  const root = await realpath(directory).catch(() => undefined)
  if (root === undefined || !(await stat(root)).isDirectory()) {
    const hint = 'Build the site first, or name another `website.directory`.'
    return { files: [], problems: [{ message: `There is no directory ${directory} to publish.`, hint }] }
  }
  const files: SiteFile[] = []
  const problems: SiteProblem[] = []
  for await (const found of walk(root, '', [root])) {
    if ('message' in found) problems.push(found)
    else files.push(found)
  }
  return { files, problems: [...problems, ...judge(files, directory, index)] }
}

/**
 * Reads a site's directory: what each file is, and how it is to be served.
 * @throws DeployctlError `sites.unreadable` where something of it cannot be published
 */
export async function readSite(
  directory: string,
  website: Website,
  signal: AbortSignal,
): Promise<{ list: SiteList; files: readonly SiteFile[] }> {
  const { files, problems } = await findFiles(directory, website)
  if (problems[0]) throw new DeployctlError('sites.unreadable', problems[0])
  const entries = await inParallel(files, { signal, parallel: 8 }, async file => [
    file.key,
    await entryOf(file, website),
  ])
  return { list: Object.fromEntries(entries) as SiteList, files }
}

async function entryOf({ key, path: file, size }: SiteFile, website: Website): Promise<SiteEntry> {
  const content = await readFile(file)
  return {
    sha256: createHash('sha256').update(content).digest('hex'),
    md5: createHash('md5').update(content).digest('hex'),
    size,
    type: await contentType(key),
    cache: cacheControl(key, website),
  }
}

/** Names that begin with a dot are a tool's own, but for the folder that the web has agreed on (RFC 8615). */
function isHidden(name: string): boolean {
  return name.startsWith('.') && name !== '.well-known'
}

/** @param above real paths of the folders on the way here: a link to one of them leads round in a circle */
async function* walk(
  directory: string,
  prefix: string,
  above: readonly string[],
): AsyncGenerator<SiteFile | SiteProblem> {
  const [root = directory] = above
  const entries = await readdir(directory, { withFileTypes: true })
  for (const { name } of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (isHidden(name)) continue
    const key = prefix + name
    const target = await realpath(path.join(directory, name)).catch(() => undefined)
    if (target === undefined || !isWithin(target, root)) {
      yield {
        message: `${key} is a link to what lies outside of the site.`,
        hint: 'Put the file itself there: only what lies in the directory is published.',
      }
      continue
    }
    const found = await stat(target)
    if (found.isFile()) yield { key, path: target, size: found.size }
    else if (found.isDirectory() && !above.includes(target))
      yield* walk(target, `${key}/`, [...above, target])
  }
}

function isWithin(target: string, root: string): boolean {
  return target === root || target.startsWith(root + path.sep)
}

function judge(files: readonly SiteFile[], directory: string, index: string): SiteProblem[] {
  const problems: SiteProblem[] = []
  if (!files.some(({ key }) => key === index)) {
    const hint = 'Build the site first, or name another `website.index`.'
    problems.push({ message: `${directory} has no ${index} to begin with.`, hint })
  }
  const big = files.find(({ size }) => size > largest)
  if (big) {
    const message = `${big.key} has ${Math.round(big.size / 1024 / 1024)} MiB; a site's files have 100 MiB at most.`
    problems.push({ message, hint: 'Put it into a bucket of its own, and link to it.' })
  }
  const long = files.find(({ key }) => Buffer.byteLength(key) > 1024)
  if (long)
    problems.push({ message: `S3 takes names of 1024 bytes at most: ${long.key}.`, hint: 'Shorten it.' })
  if (files.length > most) {
    const message = `${directory} has ${files.length} files; a site has ${most} at most.`
    problems.push({ message, hint: 'Split it into several sites.' })
  }
  return problems
}
