import { createHash, randomUUID } from 'node:crypto'
import type { BlobStorage, Draft } from './storage.ts'

/** A blob that arrives in parts, hashed on its way to where it will lie. */
export class Upload {
  readonly id = randomUUID()
  readonly owner: string
  readonly #hash = createHash('sha256')
  readonly #draft: Draft
  readonly #forget: () => void
  #size = 0
  #isReceiving = false

  constructor(owner: string, storage: BlobStorage, forget: () => void) {
    this.owner = owner
    this.#draft = storage.create(this.id)
    this.#forget = forget
  }

  /** Bytes received so far. */
  get size(): number {
    return this.#size
  }

  /** Whether a part is arriving right now. */
  get isReceiving(): boolean {
    return this.#isReceiving
  }

  /** Of the bytes received so far. */
  get digest(): string {
    return `sha256:${this.#hash.copy().digest('hex')}`
  }

  /** Takes one part. An upload whose part breaks off is given up, as nobody knows what of it was written. */
  async append(body: AsyncIterable<Uint8Array>): Promise<void> {
    this.#isReceiving = true
    try {
      await this.#draft.append(this.#measured(body))
    } catch (error) {
      this.discard()
      throw error
    } finally {
      this.#isReceiving = false
    }
  }

  /** Makes it a blob under its digest. */
  keep(): void {
    this.#draft.keepAs(this.digest)
    this.#forget()
  }

  discard(): void {
    this.#draft.discard()
    this.#forget()
  }

  async *#measured(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      this.#hash.update(chunk)
      this.#size += chunk.byteLength
      yield chunk
    }
  }
}
