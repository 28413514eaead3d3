import { type ReleasedThings, thingsIn } from './released-things.ts'

/** How a release ended, or where it stands. */
export type ReleaseOutcome = 'in-progress' | 'succeeded' | 'failed' | 'rolled-back' | 'interrupted'

/** How one service fared in a release. `pending` until its rollout ends; `unchanged` where the release did not touch it. */
export type ServiceOutcome = ReleaseOutcome | 'pending' | 'unchanged'

export interface ReleasedService {
  /** Pinned: `REGISTRY/REPOSITORY@sha256:…`. */
  readonly image: string
  /** What the image is called for people: its tag or the hash of its content. */
  readonly tag?: string
  /** ARN, with the revision. */
  readonly taskDefinition: string
  /** ARN of the service revision that the rollout made. */
  readonly serviceRevision?: string
  /** ARN of the service deployment that this release caused. */
  readonly deployment?: string
  readonly desired: number
  readonly outcome: ServiceOutcome
  readonly seconds?: number
}

export interface ReleaseCommit {
  readonly sha: string
  readonly subject: string
  readonly author: string
  /** The work tree differed from the commit. */
  readonly dirty: boolean
}

/**
 * One release of all that an environment runs, as the ledger keeps it. Written when the release begins and
 * finished in place, so that a run that dies leaves behind what it was about to do.
 */
export interface ReleaseRecord extends ReleasedThings {
  readonly version: 1
  readonly number: number
  /** Of the run that wrote it; tells a lost answer from somebody else's record. */
  readonly run: string
  readonly kind: 'deploy' | 'rollback'
  /** The release that a rollback returns to. */
  readonly restores?: number
  readonly outcome: ReleaseOutcome
  /** Why it did not succeed, in a sentence. */
  readonly cause?: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly finishedAt?: string
  /** ISO 8601; when a release that was made while nothing ran was first seen to answer. */
  readonly seenHealthyAt?: string
  /** Who ran it. */
  readonly user: string
  readonly commit?: ReleaseCommit
  /** SHA-256 of the resolved manifest. */
  readonly manifest: string
  readonly services: Readonly<Record<string, ReleasedService>>
  /** Version of each secret and parameter when the release began, by name. Never a value. */
  readonly secrets: Readonly<Record<string, string>>
  /** Seconds, in the order of the steps. */
  readonly timings: readonly { readonly step: string; readonly seconds: number }[]
}

/**
 * Whether a release was seen healthy: it succeeded, and there were tasks to be healthy; where it has no services,
 * something else that was put to use. Only such a release is ever returned to.
 */
export function provenHealthy(record: ReleaseRecord): boolean {
  const services = Object.values(record.services)
  const used = services.length > 0 ? services.some(({ desired }) => desired > 0) : thingsIn(record).length > 0
  return record.outcome === 'succeeded' && (used || record.seenHealthyAt !== undefined)
}

/** Whether a release moved anything; one that failed before its rollout left no trace on what runs. */
export function touched(record: ReleaseRecord): boolean {
  return [...Object.values(record.services), ...thingsIn(record)].some(
    ({ outcome }) => outcome !== 'unchanged',
  )
}
