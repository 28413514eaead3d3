import type { Readable } from 'node:stream'

/** First and last byte, both included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** Where blobs lie: below the state directory, or in memory. */
export interface BlobStorage {
  sizeOf(digest: string): number | undefined
  read(digest: string, range?: ByteRange): Readable
  remove(digest: string): void
  create(id: string): Draft
}

/** A blob in the making. */
export interface Draft {
  append(body: AsyncIterable<Uint8Array>): Promise<void>
  /** Makes it a blob, at once or not at all. */
  keepAs(digest: string): void
  discard(): void
}
