import type { ExitCategory } from './exit-codes.ts'

/** One entry of the catalogue. */
export interface Entry {
  readonly exit: ExitCategory
  /** What to do next, where the thrower knows nothing more particular. */
  readonly hint: string
}
