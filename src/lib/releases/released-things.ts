import type { ReleaseRecord, ServiceOutcome } from './record.ts'

/** What every release keeps of one thing that is no service: how it fared. */
export interface ReleasedThing {
  readonly outcome: ServiceOutcome
  readonly seconds?: number
}

/** One site's files in a release. */
export interface ReleasedSite extends ReleasedThing {
  /** SHA-256 of the list of its files, under which the ledger keeps it. */
  readonly manifest: string
  readonly files: number
  readonly bytes: number
  /** Names, so that the way back has nothing to look for. */
  readonly bucket: string
  readonly distribution?: string
}

/** What one job runs in a release. */
export interface ReleasedJob extends ReleasedThing {
  /** ARN, with the revision; absent until the release has put it to use. */
  readonly taskDefinition?: string
}

/** What one function's alias leads to in a release. */
export interface ReleasedFunction extends ReleasedThing {
  /** AWS's name of it, so that the way back has nothing to look for. */
  readonly name: string
  readonly version: string
  /** Pinned; absent for a package. */
  readonly image?: string
  /** Hash of a package's files; absent for an image. */
  readonly content?: string
}

/** What a release holds besides services, by the kind of thing and its name; absent where there was none. */
export interface ReleasedThings {
  readonly functions?: Readonly<Record<string, ReleasedFunction>>
  readonly sites?: Readonly<Record<string, ReleasedSite>>
  readonly jobs?: Readonly<Record<string, ReleasedJob>>
}

export type PartName = keyof ReleasedThings

/** All things of a release. */
export function thingsIn(record: ReleasedThings): ReleasedThing[] {
  const parts: readonly (Readonly<Record<string, ReleasedThing>> | undefined)[] = [
    record.functions,
    record.sites,
    record.jobs,
  ]
  return parts.flatMap(part => Object.values(part ?? {}))
}

/** The parts of a record that hold things, and nothing else of it. */
export function onlyThings({ functions, sites, jobs }: ReleaseRecord): ReleasedThings {
  return { ...(functions && { functions }), ...(sites && { sites }), ...(jobs && { jobs }) }
}
