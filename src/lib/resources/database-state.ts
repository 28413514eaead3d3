import type { Tag } from '@aws-sdk/client-rds'
import type { Capacity } from '../manifest/database-capacity.ts'
import { databaseTags } from './database-names.ts'

/** A database as it stands: one RDS instance, or a cluster of Aurora. */
export type DatabaseState = InstanceState | ClusterState

interface StandingDatabase {
  /** Of the instance, or of the cluster. */
  readonly identifier: string
  readonly arn: string
  /** AWS's word: `creating`, `available`, `modifying`, `stopped`, … */
  readonly status: string
  readonly engine: string
  /** With its minor version: `16.4`. */
  readonly version: string
  readonly encrypted: boolean
  readonly backupDays: number
  readonly deletionProtection: boolean
  readonly public: boolean
  readonly minorUpgrades: boolean
  readonly tagsToSnapshots: boolean
  readonly username: string
  /** Of the database inside; AWS does not tell it of every instance. */
  readonly name: string | undefined
  /** Known only once it was made. */
  readonly endpoint: { readonly host: string; readonly port: number } | undefined
  readonly subnetGroup: string | undefined
  readonly securityGroups: readonly string[]
  readonly parameterGroup: string | undefined
  /** Parameters have changed that only a restart puts into force. */
  readonly restartPending: boolean
  /** Logical id of the database that it is, was, or is a copy of. */
  readonly of: string
  /** Identifier of the one that took its place. */
  readonly replacedBy: string | undefined
  /** The schemas that were made in it. */
  readonly schemas: readonly string[]
  /** When it was made; undefined while it is being made. */
  readonly createdAt: Date | undefined
  readonly latestRestorable: Date | undefined
}

export interface InstanceState extends StandingDatabase {
  readonly form: 'instance'
  readonly class: string
  /** GiB. */
  readonly storage: number
  readonly storageType: string
  readonly multiZone: boolean
}

export interface ClusterState extends StandingDatabase {
  readonly form: 'cluster'
  /** Undefined of a cluster that was not made for serverless instances. */
  readonly capacity: Capacity | undefined
  readonly earliestRestorable: Date | undefined
  /** Its instances, by identifier. */
  readonly members: readonly ClusterMember[]
}

export interface ClusterMember {
  readonly identifier: string
  readonly status: string
  readonly class: string
  readonly isWriter: boolean
  readonly public: boolean
  readonly minorUpgrades: boolean
  readonly restartPending: boolean
}

export function tagOf(tags: readonly Tag[] | undefined, key: string): string | undefined {
  return tags?.find(({ Key }) => Key === key)?.Value
}

/** What tags say of an instance or a cluster. @param id what it goes by where they do not say what database it is */
export function tagged(tags: readonly Tag[] | undefined, id: string) {
  return {
    of: tagOf(tags, databaseTags.of) ?? id,
    replacedBy: tagOf(tags, databaseTags.replacedBy),
    schemas: schemasIn(tags),
  }
}

/** Longest value of a tag (RDS User Guide, "Tagging Amazon RDS resources"). */
const longestTag = 256

/** The tags that remember schemas; names have no spaces, and many of them need several tags. */
export function schemaTags(schemas: readonly string[]): Tag[] {
  const values: string[] = []
  for (const schema of schemas) {
    const longer = [values.at(-1), schema].filter(Boolean).join(' ')
    if (values.length > 0 && longer.length <= longestTag) values[values.length - 1] = longer
    else values.push(schema)
  }
  return values.map((Value, index) => ({
    Key: index === 0 ? databaseTags.schemas : `${databaseTags.schemas}-${index + 1}`,
    Value,
  }))
}

function schemasIn(tags: readonly Tag[] = []): string[] {
  return tags
    .filter(({ Key }) => Key === databaseTags.schemas || Key!.startsWith(`${databaseTags.schemas}-`))
    .flatMap(({ Value = '' }) => Value.split(' '))
    .toSorted()
}
