import type { S3Client } from '@aws-sdk/client-s3'
import type { Decision } from '../idler/decide.ts'
import { insist } from '../insist.ts'
import type { Settings } from '../settings.ts'

/** How long each part of a start took, in seconds. */
export interface Breakdown {
  readonly capacity: number
  readonly image: number
  readonly container: number
  readonly health: number
  /** Where the services waited for databases first. */
  readonly databases?: number
}

/** A wake that is under way, or was the last one. */
export interface Wake {
  readonly at: number
  /** Until when nobody else begins another. */
  readonly until: number
  readonly by: string
  /** The services are started once their databases are there. */
  readonly awaitsDatabases?: true
  /** Seconds that the databases took before. */
  readonly databases?: number
}

/** What both functions and the command line remember of an environment. Times are milliseconds since the epoch. */
export interface Notes {
  readonly version: 1
  readonly wake?: Wake
  /** The stop that is under way; a visitor who comes meanwhile takes it out. */
  readonly stopping?: { readonly at: number; readonly until: number }
  /** Since when it has been answering. */
  readonly awakeSince?: number
  readonly heldUntil?: number
  readonly heldBy?: string
  readonly lastDecision?: Decision & { readonly at: number }
  readonly lastStart?: Breakdown & { readonly at: number }
  /** The last wake that came to nothing, by when it began. */
  readonly lastFailure?: { readonly at: number; readonly wake: number; readonly reason: string }
  /** Times of the wakes of the last minute. */
  readonly recentWakes?: readonly number[]
}

export interface StoredNotes {
  readonly notes: Notes
  /** Undefined where nothing is stored yet. */
  readonly etag: string | undefined
}

const nothing: Notes = { version: 1 }

/** The document's key in the ledger bucket. */
export function notesKey({ ledger }: Pick<Settings, 'ledger'>): string {
  return `${ledger.environment}/on-demand.json`
}

/** Reads and writes the notes; every write is conditional, so that of many writers at once one succeeds. */
export class NoteBook {
  readonly #s3: () => Promise<S3Client>
  readonly #settings: Settings

  constructor(s3: () => Promise<S3Client>, settings: Settings) {
    this.#s3 = s3
    this.#settings = settings
  }

  async read(): Promise<StoredNotes> {
    const { value, etag } = await this.#get<Notes>(notesKey(this.#settings))
    return { notes: value ?? nothing, etag }
  }

  /** Whether it was written: not where somebody else wrote since it was read. */
  async write(notes: Notes, etag: string | undefined): Promise<boolean> {
    return await this.#put(notesKey(this.#settings), notes, etag)
  }

  /**
   * Changes what is written, whoever else writes at the same time.
   * @throws OutrunError where others always came first
   */
  async change(change: (notes: Notes) => Notes): Promise<void> {
    await this.#change<Notes>(notesKey(this.#settings), stored => change(stored ?? nothing))
  }

  /** What `deployctl sleep` and the idler remembered, by service; {} when awake. */
  async readCounts(): Promise<Readonly<Record<string, number>>> {
    return (await this.#get<Record<string, number>>(this.#countsKey)).value ?? {}
  }

  async writeCounts(counts: Readonly<Record<string, number>>): Promise<void> {
    await this.#change(this.#countsKey, () => counts)
  }

  /** Who holds the environment's lock; undefined where nobody does. */
  async lockHolder(now: number): Promise<string | undefined> {
    const { value } = await this.#get<{ user: string; renewed: number }>(
      `${this.#settings.ledger.environment}/lock.json`,
    )
    return value && now - value.renewed < leaseMs ? value.user : undefined
  }

  get #countsKey(): string {
    return `${this.#settings.ledger.environment}/counts.json`
  }

  async #change<T>(key: string, change: (stored: T | undefined) => T): Promise<void> {
    const written = await insist(async () => {
      const { value, etag } = await this.#get<T>(key)
      return (await this.#put(key, change(value), etag)) || undefined
    })
    if (!written) throw new OutrunError(key)
  }

  async #get<T>(Key: string): Promise<{ value?: T; etag: string | undefined }> {
    const { GetObjectCommand } = await import('@aws-sdk/client-s3')
    const s3 = await this.#s3()
    try {
      const object = await s3.send(new GetObjectCommand({ ...this.#bucket, Key }))
      return { value: JSON.parse(await object.Body!.transformToString()), etag: object.ETag }
    } catch (error) {
      if ((error as Error).name === 'NoSuchKey') return { etag: undefined }
      throw error
    }
  }

  async #put(Key: string, value: unknown, etag: string | undefined): Promise<boolean> {
    const { PutObjectCommand } = await import('@aws-sdk/client-s3')
    const condition = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag }
    const Body = JSON.stringify(value, undefined, 2)
    const s3 = await this.#s3()
    try {
      await s3.send(
        new PutObjectCommand({ ...this.#bucket, ...condition, Key, Body, ContentType: 'application/json' }),
      )
      return true
    } catch (error) {
      // Somebody else's write came first, or came at the very same time.
      if (['PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchKey'].includes((error as Error).name))
        return false
      throw error
    }
  }

  get #bucket() {
    const { bucket: Bucket, owner: ExpectedBucketOwner } = this.#settings.ledger
    return { Bucket, ExpectedBucketOwner }
  }
}

/** Shows as an error of the function, and so rings its alarm, rather than losing what was to be remembered. */
export class OutrunError extends Error {
  override readonly name = 'OutrunError'

  constructor(key: string) {
    super(`${key} could not be written, because others wrote it at the same time, again and again.`)
  }
}

/** A holder of the lock that has not been heard of for so long is gone. */
const leaseMs = 45_000
