import { randomUUID } from 'node:crypto'
import type { Blobs } from './blobs/blobs.ts'
import { type BackgroundWork, makeCall } from './call.ts'
import type { Clock } from './clock.ts'
import type { Containers } from './containers/containers.ts'
import { nextEvent, type ScheduledEvent, scheduledEvents } from './event-queue.ts'
import type { Functions } from './functions/functions.ts'
import type { Call, CallOrigin, EventHandler, Host, Service } from './service.ts'
import { writeSnapshot } from './snapshot.ts'
import { type State, type Table, Transaction } from './store.ts'

export interface WorldOptions {
  readonly clock: Clock
  readonly state: State
  readonly services: readonly Service[]
  /** Where the state is kept; in memory only where absent. */
  readonly directory?: string | undefined
  /** Account of access keys that name none. */
  readonly account: string
  readonly endpoint: () => string
  readonly blobs: Blobs
  readonly containers?: Containers | undefined
  readonly functions: Functions
  readonly faultsOf: (service: string) => Readonly<Record<string, unknown>>
  /** Told of an event or of background work that threw. */
  readonly onFailure: (origin: CallOrigin, error: unknown) => void
}

/** How stale a read is: the state before the service's last change, or as it was so many virtual seconds ago. */
export interface Staleness {
  readonly seconds?: number | undefined
}

/** A state to look back on: as it was until `until`, when a call to `service` changed it. */
interface Past {
  readonly until: number
  readonly service: string
  readonly state: State
}

const rememberedStates = 200

/** The sandbox's state and time: runs one call after another, each in its own transaction, and due events before it. */
export class World implements Host {
  readonly #options: WorldOptions
  readonly #handlers: ReadonlyMap<string, EventHandler>
  #state: State
  #saved: State
  #past: readonly Past[] = []
  #queue: Promise<unknown> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(options: WorldOptions) {
    this.#options = options
    this.#handlers = new Map(options.services.flatMap(service => Object.entries(service.events ?? {})))
    this.#state = options.state
    this.#saved = options.state
    this.#wakeForNextEvent()
  }

  get state(): State {
    return this.#state
  }

  get endpoint(): string {
    return this.#options.endpoint()
  }

  get blobs(): Blobs {
    return this.#options.blobs
  }

  get containers(): Containers | undefined {
    return this.#options.containers
  }

  get functions(): Functions {
    return this.#options.functions
  }

  /** Runs the work and keeps its writes, on disk too, before the promise settles. If it throws, none is kept. */
  run<T>(
    origin: CallOrigin,
    work: (call: Call) => T | Promise<T>,
    stale?: Staleness,
  ): Promise<{ value: T; changed: boolean }> {
    return this.#exclusively(async () => {
      const now = this.#options.clock.now()
      const before = this.#state
      const transaction = new Transaction(stale ? this.#stateBefore(origin.service, stale) : before)
      const value = await this.#inTransaction(transaction, origin, now, work)
      const changed = transaction.hasChanges && !stale
      if (changed) {
        this.#past = [...this.#past, { until: now, service: origin.service, state: before }].slice(
          -rememberedStates,
        )
        this.#state = transaction.result()
      }
      return { value, changed }
    })
  }

  async transact<T>(origin: Partial<CallOrigin>, work: (call: Call) => T | Promise<T>): Promise<T> {
    return (await this.run({ ...this.#ownOrigin(), ...origin }, work)).value
  }

  /** Runs whatever is due by now. */
  settle(): Promise<void> {
    return this.#exclusively(async () => {})
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#queue
    const { directory, clock } = this.#options
    if (directory !== undefined) writeSnapshot(directory, { now: clock.now(), state: this.#state })
  }

  /** One at a time, on a world whose due events have happened. */
  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(async () => {
      try {
        await this.#runDueEvents()
        return await work()
      } finally {
        this.#save()
        this.#wakeForNextEvent()
      }
    })
    this.#queue = result.catch(() => {})
    return result
  }

  async #runDueEvents(): Promise<void> {
    const now = this.#options.clock.now()
    for (;;) {
      const taking = new Transaction(this.#state)
      const [id, due] = nextEvent(eventsIn(taking)) ?? []
      if (id === undefined || due === undefined || due.at > now) return
      eventsIn(taking).delete(id)
      // Taken out even where its handler fails: a broken event must not come back for ever.
      this.#state = taking.result()
      await this.#runEvent(due)
    }
  }

  async #runEvent({ service, event, payload, account, region, at }: ScheduledEvent): Promise<void> {
    const origin = { ...this.#ownOrigin(), service, operation: event, account, region }
    const transaction = new Transaction(this.#state)
    try {
      await this.#inTransaction(transaction, origin, at, call =>
        this.#handlers.get(event)?.(payload as never, call),
      )
      this.#state = transaction.result()
    } catch (error) {
      this.#options.onFailure(origin, error)
    }
  }

  async #inTransaction<T>(
    transaction: Transaction,
    origin: CallOrigin,
    now: number,
    work: (call: Call) => T | Promise<T>,
  ): Promise<T> {
    const background: BackgroundWork[] = []
    const { faultsOf, containers } = this.#options
    const runsContainers = containers !== undefined
    const value = await work(
      makeCall(origin, { transaction, now, endpoint: this.endpoint, faultsOf, runsContainers, background }),
    )
    for (const task of background) task(this).catch(error => this.#options.onFailure(origin, error))
    return value
  }

  #wakeForNextEvent(): void {
    clearTimeout(this.#timer)
    const next = nextEvent(eventsIn(new Transaction(this.#state)))
    if (!next || this.#closed) return
    const longestTimer = 2 ** 31 - 1
    const realMs = Math.ceil(this.#options.clock.realMsUntil(next[1].at))
    if (realMs <= longestTimer) this.#timer = setTimeout(() => this.#settleByItself(), realMs).unref()
  }

  #settleByItself(): void {
    this.settle().catch(error => this.#options.onFailure(this.#ownOrigin(), error))
  }

  #save(): void {
    const { directory, clock } = this.#options
    if (directory === undefined || this.#saved === this.#state) return
    writeSnapshot(directory, { now: clock.now(), state: this.#state })
    this.#saved = this.#state
  }

  #stateBefore(service: string, { seconds }: Staleness): State {
    if (seconds === undefined)
      return this.#past.findLast(past => past.service === service)?.state ?? this.#state
    const moment = this.#options.clock.now() - seconds * 1000
    return this.#past.find(past => past.until > moment)?.state ?? this.#state
  }

  #ownOrigin(): CallOrigin {
    const account = this.#options.account
    const principal = { accessKeyId: '', arn: `arn:aws:iam::${account}:root`, userId: account }
    return {
      service: 'sandbox',
      operation: '',
      account,
      region: 'us-east-1',
      principal,
      requestId: randomUUID(),
    }
  }
}

function eventsIn(transaction: Transaction): Table<ScheduledEvent> {
  return transaction.table(scheduledEvents.name)
}
