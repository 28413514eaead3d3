import { Readable } from 'node:stream'
import type { BlobStorage, Draft } from './storage.ts'

/** Blobs of a sandbox that keeps nothing. */
export class MemoryStorage implements BlobStorage {
  readonly #blobs = new Map<string, Buffer>()

  sizeOf(digest: string): number | undefined {
    return this.#blobs.get(digest)?.byteLength
  }

  read(digest: string, range = { start: 0, end: Number.POSITIVE_INFINITY }): Readable {
    return Readable.from([this.#blobs.get(digest)!.subarray(range.start, range.end + 1)])
  }

  remove(digest: string): void {
    this.#blobs.delete(digest)
  }

  create(): Draft {
    let chunks: Uint8Array[] = []
    return {
      append: async body => {
        for await (const chunk of body) chunks.push(chunk)
      },
      keepAs: digest => void this.#blobs.set(digest, Buffer.concat(chunks)),
      discard: () => {
        chunks = []
      },
    }
  }
}
