import type { Manifest } from '../../../manifest/schema/manifest.ts'
import type { Ledger } from '../../../releases/ledger.ts'
import type { ReleaseRecord } from '../../../releases/record.ts'
import type { PartName, ReleasedThing } from '../../../releases/released-things.ts'
import type { World } from '../../../resources/world.ts'
import type { Context } from '../../context.ts'
import type { Checked } from '../../preflight/finding.ts'

/** What a part works with. */
export interface PartRun {
  readonly context: Context
  readonly ledger: Ledger
}

/** What a release finds, once it holds the lock. */
export interface PartFound {
  /** Kept current: what the release has registered by then stands in it. */
  readonly world: World
  /** The manifest with the images of the release's services. */
  readonly pinned: Manifest
  /** Newest first. */
  readonly records: readonly ReleaseRecord[]
}

/** What a thing came to when it was moved. */
export interface Moved<Thing> {
  readonly thing: Thing
  /** For the step's line, behind the thing's name: `3 files changed, 1 gone, invalidated`. */
  readonly told: string
}

/**
 * A part of a release besides its services: a kind of thing that is moved forward with them, that the record holds
 * under the part's name, and that goes back with them. Things are named as in the manifest.
 */
export interface ReleasePart<Thing extends ReleasedThing> {
  /** Under which a record holds its things, and what the step is called. */
  readonly name: PartName
  /** What messages call one of them: `site`. */
  readonly one: string
  /** What a thing is, for people: `12 files`. Pure. */
  describe(thing: Thing): string
  /** Those that the manifest wants. Pure. */
  names(manifest: Manifest): readonly string[]
  /** The service that a thing is of, where it is released with that service only. Pure. */
  serviceOf?(manifest: Manifest, name: string): string | undefined
  /** What would make them fail. Reads only, and changes nothing; part of preflight. */
  check(context: Context, names: readonly string[], world: World): Promise<Checked<unknown>>
  /** Builds, reads and stores what is to be released, where nobody uses it yet. Under the lock, before anything moves. */
  prepare(run: PartRun, names: readonly string[], world: World): Promise<PreparedPart<Thing>>
  /**
   * What going back to these things would come to: those that still stand, each `unchanged` where it is so already,
   * else `pending`. Reads only, in few calls: it lies on the way to recovery.
   */
  assess(run: PartRun, things: Readonly<Record<string, Thing>>): Promise<Readonly<Record<string, Thing>>>
  /** Takes one thing to what a record holds of it; resolves once users get it. Safe to repeat. */
  restore(run: PartRun, name: string, thing: Thing): Promise<void>
  /** Lets go of what no retained release needs. Called once a release has succeeded. */
  tidy?(run: PartRun, retained: readonly ReleaseRecord[]): Promise<void>
}

/** Things that only have to be put to use. */
export interface PreparedPart<Thing extends ReleasedThing> {
  /** What the release's record is to hold of each: `unchanged` where it stands so already, else `pending`. Reads only. */
  wanted(found: PartFound): Promise<Readonly<Record<string, Thing>>>
  /** Puts one to use; resolves once users get it. A run that died half-way is finished by the next. */
  move(name: string, thing: Thing): Promise<Moved<Thing>>
}

// biome-ignore lint/suspicious/noExplicitAny: a list of parts is a list of different things
export type AnyPart = ReleasePart<any>
