import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { DeployctlError } from '../../errors/index.ts'
import { type ContextEntry, walk } from '../context-entry.ts'
import { ignoreRules } from '../ignore-file.ts'

/** What to pack, as the manifest's `functions.NAME.zip` gives it. */
export interface PackageSpec {
  readonly function: string
  /** Absolute. */
  readonly directory: string
  /** Patterns of a .dockerignore. */
  readonly ignore: readonly string[]
}

type FileEntry = Extract<ContextEntry, { type: 'file' }>
type PackedEntry = FileEntry | Extract<ContextEntry, { type: 'symlink' }>

/** A package known by what is in it, before anything is packed. */
export interface Package {
  readonly spec: PackageSpec
  /** Sorted by path. */
  readonly entries: readonly PackedEntry[]
  /** 32 hex digits over paths, contents, exec bits and links. */
  readonly content: string
  /** Bytes, unpacked. */
  readonly size: number
}

/** Never part of a package: what changes with every command, and what Git keeps. */
const always = ['.deployctl', '.git']
/** Lambda quotas, "Deployment package size", unpacked. */
const mostBytes = 262_144_000

/**
 * Reads what a package will hold.
 * @throws DeployctlError `functions.directory-missing`, `functions.package-empty`, `functions.package-too-large`
 */
export async function readPackage(spec: PackageSpec, signal?: AbortSignal): Promise<Package> {
  await requireDirectory(spec)
  const rules = await ignoreRules([...spec.ignore, ...always].join('\n'))
  const all = await walk(spec.directory, rules, signal)
  // A zip archive makes the directories that its files are in by itself.
  const entries = all
    .filter(entry => entry.type !== 'directory')
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
  const size = entries.reduce((sum, entry) => sum + (entry.type === 'file' ? entry.size : 0), 0)
  refuseUnfit(spec, entries.length, size)
  return { spec, entries, content: contentHash(entries), size }
}

/**
 * The package as a zip archive: the same bytes for the same content, on every machine and in every time zone.
 * @throws DeployctlError `images.context-changed` where a file is no longer what was read before
 */
export async function zipOf({ entries }: Package, signal?: AbortSignal): Promise<Uint8Array> {
  const { zipSync } = await import('fflate')
  // A zip archive tells local time, and none before 1980; 3 is Unix, whose modes `attrs` holds (APPNOTE.TXT, 4.4).
  const common = { mtime: new Date(1980, 0, 1), os: 3 }
  const files: [string, [Uint8Array, object]][] = []
  for (const entry of entries) {
    signal?.throwIfAborted()
    files.push([entry.path, [await contentOf(entry), { ...common, attrs: modeOf(entry) << 16 }]])
  }
  return zipSync(Object.fromEntries(files), { level: 6 })
}

function modeOf(entry: PackedEntry): number {
  if (entry.type === 'symlink') return 0o120777
  return entry.executable ? 0o100755 : 0o100644
}

async function contentOf(entry: PackedEntry): Promise<Uint8Array> {
  if (entry.type === 'symlink') return Buffer.from(entry.target)
  const bytes = await readFile(entry.source).catch(cause => {
    throw changed(entry, cause)
  })
  if (createHash('sha256').update(bytes).digest('hex') !== entry.sha256) throw changed(entry)
  return bytes
}

function contentHash(entries: readonly PackedEntry[]): string {
  const hash = createHash('sha256')
  const line = (...fields: unknown[]) => hash.update(`${JSON.stringify(fields)}\n`)
  line('deployctl-package', 1)
  for (const entry of entries) {
    if (entry.type === 'symlink') line('symlink', entry.path, entry.target)
    else line('file', entry.path, entry.executable, entry.sha256)
  }
  return hash.digest('hex').slice(0, 32)
}

async function requireDirectory({ function: name, directory }: PackageSpec): Promise<void> {
  const found = await stat(directory).catch(() => undefined)
  if (found?.isDirectory()) return
  throw new DeployctlError('functions.directory-missing', {
    message: `What ${name} is packed from is not a directory: ${directory}`,
    hint: `Build it first, or set functions.${name}.zip.directory to a directory, relative to the manifest.`,
  })
}

function refuseUnfit({ function: name, directory }: PackageSpec, count: number, size: number): void {
  if (count === 0) {
    throw new DeployctlError('functions.package-empty', {
      message: `There is nothing to pack for ${name} in ${directory}.`,
      hint: `Build it first, or look at functions.${name}.zip.ignore.`,
    })
  }
  if (size <= mostBytes) return
  throw new DeployctlError('functions.package-too-large', {
    message: `The package of ${name} has ${Math.ceil(size / 1_000_000)} MB unpacked; Lambda takes 262 MB.`,
    hint: `Leave out what it does not need with functions.${name}.zip.ignore, or build an image: that may have 10 GB.`,
  })
}

function changed(entry: FileEntry, cause?: unknown): DeployctlError {
  return new DeployctlError('images.context-changed', {
    message: `${entry.source} changed while it was being packed.`,
    cause,
  })
}
