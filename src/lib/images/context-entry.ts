import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import pLimit from 'p-limit'
import type { IgnoreRules } from './ignore-file.ts'

/**
 * One file, directory or symbolic link of a build context. Of its mode only the exec bit counts, as in Git:
 * a laptop's umask must not make another image than CI's.
 */
export type ContextEntry =
  | { readonly type: 'directory'; readonly path: string }
  | { readonly type: 'symlink'; readonly path: string; readonly target: string }
  | {
      readonly type: 'file'
      /** Relative to the context, with `/`. */
      readonly path: string
      /** Where the file lies on this machine. */
      readonly source: string
      readonly size: number
      readonly executable: boolean
      /** Of the content, in hex. */
      readonly sha256: string
    }

/** Every entry that the rules keep, in no particular order. Sockets, pipes and devices are left out. */
export async function walk(root: string, rules: IgnoreRules, signal?: AbortSignal): Promise<ContextEntry[]> {
  const reading = pLimit(8)
  const entries: Promise<ContextEntry>[] = []
  const visit = async (directory: string): Promise<void> => {
    signal?.throwIfAborted()
    for (const item of await readdir(join(root, directory), { withFileTypes: true })) {
      const path = directory === '' ? item.name : `${directory}/${item.name}`
      const ignored = rules.ignores(path)
      if (!ignored && (item.isFile() || item.isDirectory() || item.isSymbolicLink())) {
        entries.push(reading(readEntry, path, join(root, path), signal))
      }
      if (item.isDirectory() && !(ignored && rules.prunes(path))) await visit(path)
    }
  }
  await visit('').catch(async error => {
    await Promise.allSettled(entries)
    throw error
  })
  return await Promise.all(entries)
}

export async function readEntry(path: string, source: string, signal?: AbortSignal): Promise<ContextEntry> {
  signal?.throwIfAborted()
  const found = await lstat(source)
  if (found.isDirectory()) return { type: 'directory', path }
  if (found.isSymbolicLink()) return { type: 'symlink', path, target: await readlink(source) }
  const sha256 = createHash('sha256')
  await pipeline(createReadStream(source), sha256, { signal })
  const executable = (found.mode & 0o100) !== 0
  return { type: 'file', path, source, size: found.size, executable, sha256: sha256.digest('hex') }
}
