import type { Context } from '../../context.ts'

/** Something that stands beside the services, such as a database. */
export interface PartStatus {
  /** In the singular: `database`. */
  readonly what: string
  /** Name in the manifest. */
  readonly name: string
  /** AWS's own word, or `missing`. */
  readonly status: string
  readonly well: boolean
  /** What it is, in a few words: `postgres 16.4, db.t4g.micro`. */
  readonly detail?: string | undefined
  /** The command that makes it; `bootstrap` where absent. */
  readonly by?: 'deploy'
}

/** Reads the parts of one section of the manifest, in one round of calls; [] without a call where there are none. */
export type ReadParts = (context: Context) => Promise<readonly PartStatus[]>

/** What the manifest names, and whatever stands of it. Pure. */
export function eachPart<State>(
  what: string,
  names: readonly string[],
  standing: Readonly<Record<string, State>>,
  told: (state: State) => Omit<PartStatus, 'what' | 'name'>,
): PartStatus[] {
  return names.map(name => {
    const state = standing[name]
    return { what, name, ...(state === undefined ? { status: 'missing', well: false } : told(state)) }
  })
}
