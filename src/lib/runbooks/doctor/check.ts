import type { Manifest } from '../../manifest/schema/manifest.ts'
import type { Scope } from '../../resources/names.ts'
import type { Evidence } from './evidence.ts'

/** Something that a check found, how one can see it, and what to do next. */
export interface Finding {
  /** A problem is wrong now; a warning may become one. */
  readonly level: 'warning' | 'problem'
  readonly message: string
  /** What AWS said or shows, a line each. Never a secret's value. */
  readonly evidence: readonly string[]
  /** The command to type, or what to change. */
  readonly next: string
}

/** What a check came to: what it looked at and found, or why there was nothing to look at. */
export type Examined =
  | { readonly looked: string; readonly findings: readonly Finding[] }
  | { readonly skipped: string }

/** What every check may know besides its evidence. */
export interface About {
  readonly manifest: Manifest
  readonly scope: Scope
  /** Milliseconds since the epoch. */
  readonly now: number
}

export const areas = ['release', 'tasks', 'values', 'network', 'front', 'stores', 'account'] as const
export type Area = (typeof areas)[number]

/** One question of a troubleshooting section. All checks have this shape; the reading is done before. */
export interface Check<Need extends keyof Evidence> {
  /** In `--json`: `stopped-tasks`. */
  readonly name: string
  /** What is so where all is well. */
  readonly title: string
  readonly area: Area
  readonly needs: readonly Need[]
  /** Pure. */
  examine(evidence: Pick<Evidence, Need>, about: About): Examined
}

// biome-ignore lint/suspicious/noExplicitAny: a list of checks is a list of different needs
export type AnyCheck = Check<any>

/** Fixes the type of a check's evidence from its own `needs`. */
export function defineCheck<const Need extends keyof Evidence>(check: Check<Need>): Check<Need> {
  return check
}
