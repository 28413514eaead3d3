/** One call that reached the sandbox, for tests to ask what was done, how often, how wide, and by whom. */
export interface CallRecord {
  readonly id: string
  readonly service: string
  readonly operation: string
  readonly account: string
  readonly region: string
  /** ARN of whoever signed. */
  readonly principal: string
  readonly userAgent: string
  /** Virtual ms since the epoch. */
  readonly at: number
  /** Real ms since the epoch. */
  readonly realAt: number
  /** Calls in flight when this one arrived, itself included. */
  readonly width: number
  /** Whether the operation is one that changes things, by its name. */
  readonly mutating: boolean
  /** Whether it did change something. */
  changed: boolean
  /** `ok`, an error code, or `pending` while unanswered. */
  outcome: string
  /** The fault that was played on it. */
  fault?: string
  /** Real ms from arrival to answer. */
  tookMs?: number
}

/** A handler, event or background task that failed in a way AWS would not: a bug of the sandbox. */
export interface Failure {
  readonly operation: string
  readonly message: string
}

const kept = 50_000

/** The ledger of calls: in memory, the last 50,000. */
export class Calls {
  #records: CallRecord[] = []
  #failures: Failure[] = []
  #inFlight = 0

  get records(): readonly CallRecord[] {
    return this.#records
  }

  get failures(): readonly Failure[] {
    return this.#failures
  }

  arrive(facts: Omit<CallRecord, 'realAt' | 'width' | 'mutating' | 'changed' | 'outcome'>): CallRecord {
    this.#inFlight += 1
    const record: CallRecord = {
      ...facts,
      realAt: Date.now(),
      width: this.#inFlight,
      mutating: !isRead(facts.operation),
      changed: false,
      outcome: 'pending',
    }
    this.#records = [...this.#records.slice(-kept + 1), record]
    return record
  }

  leave(record: CallRecord, outcome: string): void {
    this.#inFlight -= 1
    record.outcome = outcome
    record.tookMs = Date.now() - record.realAt
  }

  fail(operation: string, error: unknown): void {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
    this.#failures.push({ operation, message })
  }

  clear(): void {
    this.#records = []
    this.#failures = []
  }
}

const readVerbs =
  /^(Get|List|Describe|Discover|Head|BatchGet|BatchCheck|Check|Lookup|Search|Query|Scan|Select|Filter|Simulate|Validate|Test|Assume|Decode)/

/** Whether an operation only reads, by AWS's naming. */
export function isRead(operation: string): boolean {
  return readVerbs.test(operation)
}
