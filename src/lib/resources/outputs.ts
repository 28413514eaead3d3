import { replaceOutputs } from '../manifest/outputs.ts'
import { bucket } from './bucket.ts'
import { cacheConnection } from './cache-connection.ts'
import { distribution } from './cloudfront/distribution.ts'
import { databaseConnection } from './database-connection.ts'
import { fileSystem } from './file-system.ts'
import type { AnyResource, Lookup, Standing } from './resource.ts'
import { secret } from './secret.ts'
import { table } from './table.ts'
import { userPoolClient } from './user-pool-client.ts'

/** What the state of a resource tells others, where `${SECTION.NAME.PROPERTY}` may ask for it. */
export interface Exported {
  /** By property; what holds no credential. */
  readonly outputs: Readonly<Record<string, string>>
  /** ARN of the secret that holds the others, each under its property's name. */
  readonly secretArn?: string | undefined
  /** Another one where tasks have to start anew to learn what the secret says by now. */
  readonly version?: string | undefined
}

/** The kind whose state tells the outputs of a section, by section. */
export const outputSources = {
  // One line each, so that additions do not collide.
  buckets: bucket,
  distributions: distribution,
  caches: cacheConnection,
  databases: databaseConnection,
  filesystems: fileSystem,
  secrets: secret,
  tables: table,
  userPools: userPoolClient,
} satisfies Readonly<Record<string, AnyResource>>

/** What tells more of a section's things, beside the kind of its own name. */
const further: Readonly<Record<string, string>> = { buckets: 'distributions' }

/** Finds what a section's thing exports; undefined while it does not stand. */
export type OutputsStanding = (section: string, name: string) => Exported | undefined

/** Looks outputs up in what stands of `outputSources`. */
export function outputsFrom(standing: Standing<typeof outputSources>): OutputsStanding {
  const lookups: Readonly<Record<string, Lookup<Exported>>> = standing
  return (section, name) => {
    const first = lookups[section]?.get(name)
    const more = lookups[further[section] ?? '']?.get(name)
    return first && more ? { ...first, outputs: { ...first.outputs, ...more.outputs } } : first
  }
}

/** A text with its references to outputs replaced; one that does not stand yet becomes nothing, and shows as a change. */
export function withOutputs(text: string, outputs: OutputsStanding): string {
  return replaceOutputs(
    text,
    ({ section, name, property }) => outputs(section, name)?.outputs[property] ?? '',
  )
}
