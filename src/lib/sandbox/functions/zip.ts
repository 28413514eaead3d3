import { unzipSync } from 'fflate'

export interface ZipEntry {
  /** A directory's ends with `/`. */
  readonly path: string
  readonly content: Uint8Array
  /** POSIX permissions. */
  readonly mode: number
  readonly isLink: boolean
}

const endSignature = 0x06054b50
const entrySignature = 0x02014b50

/**
 * Reads a zip archive, with the permissions that only its central directory holds.
 *
 * @throws where it is none
 */
export function readZip(zip: Uint8Array): ZipEntry[] {
  const modes = modesOf(zip)
  return Object.entries(unzipSync(zip)).map(([path, content]) => {
    const mode = modes.get(path) ?? 0o644
    return { path, content, mode, isLink: (mode & 0o170000) === 0o120000 }
  })
}

/** POSIX modes by path: the upper half of each entry's external attributes (APPNOTE.TXT, 4.4.15). */
function modesOf(zip: Uint8Array): Map<string, number> {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength)
  const modes = new Map<string, number>()
  let end = zip.byteLength - 22
  while (end > 0 && view.getUint32(end, true) !== endSignature) end--
  if (end < 0) return modes
  let at = view.getUint32(end + 16, true)
  while (at + 46 <= zip.byteLength && view.getUint32(at, true) === entrySignature) {
    const length = view.getUint16(at + 28, true)
    const path = Buffer.from(zip.subarray(at + 46, at + 46 + length)).toString()
    modes.set(path, view.getUint16(at + 40, true))
    at += 46 + length + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return modes
}
