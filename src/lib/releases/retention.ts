import { provenHealthy, type ReleaseRecord, touched } from './record.ts'

/** What releases need in order to be returned to. */
export interface Needs {
  /** ARNs. */
  readonly taskDefinitions: ReadonlySet<string>
  /** Pinned references. */
  readonly images: ReadonlySet<string>
}

/**
 * The releases that stay ready to return to: the newest `keep` that were proven healthy, the last of them
 * always, and everything newer than that one, since it may be what serves. Pure.
 */
export function retained(records: readonly ReleaseRecord[], keep: number): ReleaseRecord[] {
  const newestFirst = records.toSorted((a, b) => b.number - a.number)
  const proven = newestFirst.filter(provenHealthy).slice(0, Math.max(1, keep))
  const lastProven = proven[0]?.number ?? 0
  return newestFirst.filter(record => record.number > lastProven || proven.includes(record))
}

/** What must be neither deregistered nor deleted. Pure. */
export function needsOf(records: readonly ReleaseRecord[]): Needs {
  const services = records.flatMap(record => Object.values(record.services))
  const functions = records.flatMap(record => Object.values(record.functions ?? {}))
  const images = [...services, ...functions].flatMap(({ image }) => image ?? [])
  return {
    taskDefinitions: new Set(services.map(({ taskDefinition }) => taskDefinition)),
    images: new Set(images),
  }
}

/** What a new release has made unnecessary: needed by a retained one before it, and by none after it. Pure. */
export function outlived(records: readonly ReleaseRecord[], newest: ReleaseRecord, keep: number): Needs {
  const before = needsOf(retained(records, keep))
  const after = needsOf(retained([newest, ...records], keep))
  return {
    taskDefinitions: without(before.taskDefinitions, after.taskDefinitions),
    images: without(before.images, after.images),
  }
}

function without(all: ReadonlySet<string>, some: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...all].filter(one => !some.has(one)))
}

/** The newest release that moved anything and was not undone: what serves, as far as the record knows. Pure. */
export function servingRelease(records: readonly ReleaseRecord[]): ReleaseRecord | undefined {
  const newestFirst = records.toSorted((a, b) => b.number - a.number)
  return newestFirst.find(record => touched(record) && record.outcome !== 'rolled-back')
}

/**
 * The release to return to: the last one proven healthy before what serves now. A rollback serves what it
 * restored, so two rollbacks in a row go back two releases, not to and fro. Pure.
 */
export function rollbackTarget(records: readonly ReleaseRecord[]): ReleaseRecord | undefined {
  const serving = servingRelease(records)
  if (!serving) return undefined
  const newestFirst = records.toSorted((a, b) => b.number - a.number)
  const before = serving.outcome === 'succeeded' ? origin(serving, records) : serving.number
  return newestFirst.find(record => record.number < before && provenHealthy(record))
}

/** The number of the deploy whose images a release runs, through any rollbacks to it. */
function origin({ number, restores }: ReleaseRecord, records: readonly ReleaseRecord[]): number {
  const restored = records.find(record => record.number === restores)
  return restored && restored.number < number ? origin(restored, records) : (restores ?? number)
}

/** The release that a failed one goes back to. Pure. */
export function lastProven(records: readonly ReleaseRecord[]): ReleaseRecord | undefined {
  return records.toSorted((a, b) => b.number - a.number).find(provenHealthy)
}
