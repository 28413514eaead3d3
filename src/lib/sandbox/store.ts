/** Whom a table's records belong to: one region of one account, an account, or everybody (as bucket names do). */
export type Scope = 'region' | 'account' | 'global'

/** A kind of record, named `service.kind`. Declared once, beside its type; any service may read it. */
export interface TableOf<Value> {
  readonly name: string
  readonly scope: Scope
  /** Carries the type only. */
  readonly value?: Value
}

export function defineTable<Value>(name: string, scope: Scope = 'region'): TableOf<Value> {
  return { name, scope }
}

type Records = ReadonlyMap<string, unknown>

/** All state at one moment. Immutable, so that an older one can still be read, and a failed call leaves nothing. */
export type State = ReadonlyMap<string, Records>

/**
 * Records by key, in order of creation. What comes out is frozen; to change a record, `update` or `put` it.
 * Values are JSON, dates and byte arrays.
 */
export interface Table<Value> {
  get(key: string): Value | undefined
  has(key: string): boolean
  keys(): string[]
  values(): Value[]
  entries(): [string, Value][]
  find(matches: (value: Value) => boolean): Value | undefined
  filter(matches: (value: Value) => boolean): Value[]
  /** Stores a copy, frozen, and returns it. */
  put(key: string, value: Value): Value
  /** Changes a copy of the record and stores it. The key must exist. */
  update(key: string, change: (draft: Value) => void): Value
  delete(key: string): boolean
}

/** One call's view of the state: its writes are seen by itself, and by others once committed. */
export class Transaction {
  readonly #base: State
  readonly #changed = new Map<string, Map<string, unknown>>()

  constructor(base: State) {
    this.#base = base
  }

  get hasChanges(): boolean {
    return this.#changed.size > 0
  }

  /** The state with this transaction's writes. */
  result(): State {
    return this.hasChanges ? new Map([...this.#base, ...this.#changed]) : this.#base
  }

  /** @param id the table's name behind its scope, such as `123456789012/eu-west-1/ecs.services` */
  table<Value>(id: string): Table<Value> {
    const records = () => (this.#changed.get(id) ?? this.#base.get(id) ?? empty) as ReadonlyMap<string, Value>
    const writable = () => this.#writable(id) as Map<string, Value>
    const table: Table<Value> = {
      get: key => records().get(key),
      has: key => records().has(key),
      keys: () => [...records().keys()],
      values: () => [...records().values()],
      entries: () => [...records().entries()],
      find: matches => [...records().values()].find(matches),
      filter: matches => [...records().values()].filter(matches),
      put(key, value) {
        const kept = keep(value)
        writable().set(key, kept)
        return kept
      },
      update(key, change) {
        const draft = structuredClone(records().get(key)) as Value
        change(draft)
        return table.put(key, draft)
      },
      delete: key => records().has(key) && writable().delete(key),
    }
    return table
  }

  #writable(id: string): Map<string, unknown> {
    const existing = this.#changed.get(id)
    if (existing) return existing
    const copy = new Map(this.#base.get(id) ?? empty)
    this.#changed.set(id, copy)
    return copy
  }
}

const empty: Records = new Map()
const frozen = new WeakSet<object>()

/** Copies and freezes, unless it is a record that came out of the store as it is. */
function keep<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || frozen.has(value)) return value
  const copy = structuredClone(value)
  freeze(copy as object)
  frozen.add(copy as object)
  return copy
}

function freeze(value: object): void {
  // Byte arrays cannot be frozen; nobody changes one in place.
  if (ArrayBuffer.isView(value)) return
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) freeze(inner)
  Object.freeze(value)
}
