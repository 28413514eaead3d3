import type { Manifest } from '../../manifest/schema/manifest.ts'

/** A way to pay less: the manifest that does it, and what it takes. */
export interface Proposal {
  readonly manifest: Manifest
  /** The lines of the manifest to write: `network.nat: single`. */
  readonly write: readonly string[]
}

export interface Option {
  readonly id: string
  readonly title: string
  /** What it costs otherwise, in half a sentence. */
  readonly tradeOff: string
  /** Of the options with one goal only one can be taken. */
  readonly goal: string
  /** Undefined where it does not apply. Pure. */
  propose(manifest: Manifest): Proposal | undefined
}
