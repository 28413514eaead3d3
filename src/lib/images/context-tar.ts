import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Header, Pack } from 'tar-stream'
import { DeployctlError } from '../errors/index.ts'
import type { BuildContext } from './context.ts'
import type { ContextEntry } from './context-entry.ts'

type FileEntry = Extract<ContextEntry, { type: 'file' }>

/**
 * The context as a tar stream, the same bytes for the same content. Fails with `images.context-changed`
 * when a file is no longer what was hashed, for the image would then lie about its content.
 */
export async function contextTar(context: BuildContext, signal?: AbortSignal): Promise<Readable> {
  const { pack: openPack } = await import('tar-stream')
  const pack = openPack()
  fill(pack, context.entries, signal).catch(error => pack.destroy(error))
  return pack as unknown as Readable
}

async function fill(pack: Pack, entries: readonly ContextEntry[], signal?: AbortSignal): Promise<void> {
  for (const entry of entries) {
    signal?.throwIfAborted()
    if (entry.type === 'file') await addFile(pack, entry, signal)
    else pack.entry(headersOf(entry))
  }
  pack.finalize()
}

async function addFile(pack: Pack, entry: FileEntry, signal?: AbortSignal): Promise<void> {
  const sink = pack.entry(headersOf(entry)) as unknown as NodeJS.WritableStream
  await pipeline(verifiedContent(entry), sink, { signal })
}

/** Throws before the entry's end, for tar-stream would report a changed size in words of its own. */
async function* verifiedContent(entry: FileEntry): AsyncGenerator<Buffer> {
  const sha256 = createHash('sha256')
  try {
    for await (const chunk of createReadStream(entry.source)) {
      sha256.update(chunk)
      yield chunk
    }
  } catch (error) {
    throw changed(entry, error)
  }
  if (sha256.digest('hex') !== entry.sha256) throw changed(entry)
}

function headersOf(entry: ContextEntry): Partial<Header> & { name: string } {
  const common = { name: entry.path, mtime: new Date(0), uid: 0, gid: 0, uname: '', gname: '' }
  switch (entry.type) {
    case 'directory':
      return { ...common, type: 'directory', mode: 0o755 }
    case 'symlink':
      return { ...common, type: 'symlink', linkname: entry.target, mode: 0o777 }
    case 'file':
      return { ...common, type: 'file', size: entry.size, mode: entry.executable ? 0o755 : 0o644 }
  }
}

function changed(entry: FileEntry, cause?: unknown): DeployctlError {
  return new DeployctlError('images.context-changed', {
    message: `${entry.source} changed while its image was being built.`,
    cause,
  })
}
