import { functions } from './functions.ts'
import { jobs } from './jobs.ts'
import type { AnyPart } from './part.ts'
import { sites } from './sites.ts'

/** In the order in which a release moves them, after its services: what is called stands before what calls it. */
export const parts: readonly AnyPart[] = [
  // One line each, so that additions do not collide.
  functions,
  jobs,
  sites,
]
