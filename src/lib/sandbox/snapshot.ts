import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { State } from './store.ts'

/** State as it lies on the disk, with the virtual time it was written at. */
export interface Snapshot {
  /** Virtual ms since the epoch. */
  readonly now: number
  readonly state: State
}

/** Reads the directory's snapshot, or undefined where there is none yet. */
export function readSnapshot(directory: string): Snapshot | undefined {
  const file = join(directory, fileName)
  if (!existsSync(file)) return undefined
  const { now, tables } = JSON.parse(readFileSync(file, 'utf8'), revive) as {
    now: number
    tables: Record<string, [string, unknown][]>
  }
  const state = new Map(Object.entries(tables).map(([id, records]) => [id, new Map(records)]))
  return { now, state }
}

/** Writes beside the old snapshot and renames over it, so that a kill leaves the one or the other. */
export function writeSnapshot(directory: string, { now, state }: Snapshot): void {
  const tables = [...state].map(([id, records]) => {
    const entries = [...records].map(([key, record]) => `[${JSON.stringify(key)},${recordText(record)}]`)
    return `${JSON.stringify(id)}:[${entries.join(',\n')}]`
  })
  mkdirSync(directory, { recursive: true })
  const file = join(directory, fileName)
  writeFileSync(`${file}.new`, `{"now":${now},"tables":{\n${tables.join(',\n')}\n}}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

const fileName = 'state.json'

/** Records are frozen, so each needs writing out only once. */
const texts = new WeakMap<object, string>()

function recordText(record: unknown): string {
  if (typeof record !== 'object' || record === null) return JSON.stringify(record)
  const known = texts.get(record)
  if (known !== undefined) return known
  const text = JSON.stringify(record, tag)
  texts.set(record, text)
  return text
}

/** A replacer for JSON.stringify: dates and bytes have no form in JSON, so they are tagged. */
export function tag(this: Record<string, unknown>, key: string, value: unknown): unknown {
  // A date has become a string by the time it gets here; its holder still has the date.
  const original = this[key]
  if (original instanceof Date) return { $date: original.getTime() }
  if (original instanceof Uint8Array) return { $bytes: Buffer.from(original).toString('base64') }
  return value
}

function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('$date' in value) return new Date(value.$date as number)
  if ('$bytes' in value) return new Uint8Array(Buffer.from(value.$bytes as string, 'base64'))
  return value
}
