import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { BlobStorage, ByteRange, Draft } from './storage.ts'

/** Blobs as files below the state directory: `blobs/sha256/HEX`, and `uploads/ID` until they are whole. */
export class FileStorage implements BlobStorage {
  readonly #blobs: string
  readonly #uploads: string

  constructor(directory: string) {
    this.#blobs = join(directory, 'blobs')
    this.#uploads = join(directory, 'uploads')
    // What a killed process was receiving: who sent it starts anew.
    rmSync(this.#uploads, { recursive: true, force: true })
  }

  sizeOf(digest: string): number | undefined {
    return statSync(this.#fileOf(digest), { throwIfNoEntry: false })?.size
  }

  read(digest: string, range?: ByteRange): Readable {
    return createReadStream(this.#fileOf(digest), range)
  }

  remove(digest: string): void {
    rmSync(this.#fileOf(digest), { force: true })
  }

  create(id: string): Draft {
    mkdirSync(this.#uploads, { recursive: true })
    const file = join(this.#uploads, id)
    writeFileSync(file, '')
    return {
      append: body => pipeline(body, createWriteStream(file, { flags: 'a' })),
      keepAs: digest => {
        mkdirSync(join(this.#blobs, 'sha256'), { recursive: true })
        renameSync(file, this.#fileOf(digest))
      },
      discard: () => rmSync(file, { force: true }),
    }
  }

  #fileOf(digest: string): string {
    return join(this.#blobs, ...digest.split(':'))
  }
}
