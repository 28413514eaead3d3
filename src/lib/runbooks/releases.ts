import { openLedger } from '../releases/ledger.ts'
import type { ReleaseRecord } from '../releases/record.ts'
import { listReleases } from '../releases/records.ts'
import { retained, rollbackTarget, servingRelease } from '../releases/retention.ts'
import type { Context } from './context.ts'

/** One line of the list of releases. */
export interface ReleaseSummary
  extends Pick<
    ReleaseRecord,
    'number' | 'kind' | 'restores' | 'outcome' | 'cause' | 'user' | 'startedAt' | 'commit' | 'services'
  > {
  readonly seconds: number | undefined
  /** `serving`, `retained` (it can be returned to), or neither. */
  readonly state: 'serving' | 'retained' | 'past'
}

export interface ReleaseList {
  readonly releases: readonly ReleaseSummary[]
  /** What `deployctl rollback` would return to. */
  readonly rollbackTo: number | undefined
}

/** The releases of an environment, newest first. Reads only. */
export async function listOfReleases(
  { manifest, scope, ports }: Context,
  { limit }: { readonly limit: number },
): Promise<ReleaseList> {
  const records = await listReleases(openLedger(scope, ports.s3), limit)
  const serving = servingRelease(records)?.number
  const kept = new Set(retained(records, manifest.releases.keep).map(({ number }) => number))
  return {
    releases: records.map(record => summary(record, stateOf(record.number, serving, kept))),
    rollbackTo: rollbackTarget(records)?.number,
  }
}

function stateOf(number: number, serving: number | undefined, kept: ReadonlySet<number>) {
  if (number === serving) return 'serving'
  return kept.has(number) ? 'retained' : 'past'
}

function summary(record: ReleaseRecord, state: ReleaseSummary['state']): ReleaseSummary {
  const { number, kind, restores, outcome, cause, user, startedAt, finishedAt, commit, services } = record
  const seconds = finishedAt ? (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000 : undefined
  return {
    number,
    kind,
    ...(restores === undefined ? {} : { restores }),
    outcome,
    ...(cause === undefined ? {} : { cause }),
    user,
    startedAt,
    ...(commit && { commit }),
    services,
    seconds,
    state,
  }
}
