import type { Readable } from 'node:stream'
import { FileStorage } from './file-storage.ts'
import { MemoryStorage } from './memory-storage.ts'
import type { BlobStorage, ByteRange } from './storage.ts'
import { Upload } from './upload.ts'

/** Contents too large for a record, each named by its digest (`sha256:…`). */
export class Blobs {
  readonly #storage: BlobStorage
  readonly #uploads = new Map<string, Upload>()

  /** @param directory the state directory; without one, blobs are in memory */
  constructor(directory: string | undefined) {
    this.#storage = directory === undefined ? new MemoryStorage() : new FileStorage(directory)
  }

  /** In bytes; undefined where there is no such blob. */
  sizeOf(digest: string): number | undefined {
    return this.#storage.sizeOf(digest)
  }

  read(digest: string, range?: ByteRange): Readable {
    return this.#storage.read(digest, range)
  }

  remove(digest: string): void {
    this.#storage.remove(digest)
  }

  /** @param owner for whom it is found again */
  startUpload(owner: string): Upload {
    const upload = new Upload(owner, this.#storage, () => this.#uploads.delete(upload.id))
    this.#uploads.set(upload.id, upload)
    return upload
  }

  findUpload(id: string, owner: string): Upload | undefined {
    const upload = this.#uploads.get(id)
    return upload?.owner === owner ? upload : undefined
  }
}
