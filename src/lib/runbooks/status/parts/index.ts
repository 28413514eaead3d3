import type { Context } from '../../context.ts'
import { caches } from './caches.ts'
import { databases } from './databases.ts'
import { distributions } from './distributions.ts'
import { filesystems } from './filesystems.ts'
import { functions } from './functions.ts'
import { jobs } from './jobs.ts'
import type { PartStatus, ReadParts } from './part.ts'

export type { PartStatus } from './part.ts'

const readers: readonly ReadParts[] = [
  // One line each, so that additions do not collide.
  functions,
  jobs,
  databases,
  caches,
  filesystems,
  distributions,
]

/** What stands beside the services, all of it in one round of calls. */
export async function readParts(context: Context): Promise<PartStatus[]> {
  return (await Promise.all(readers.map(read => read(context)))).flat()
}
