import type { DBInstance, Tag } from '@aws-sdk/client-rds'
import { type Ports, pages, unlessMissing } from '../aws/index.ts'
import { databaseTags } from './database-names.ts'
import { idIn, type Scope } from './names.ts'

/** An RDS instance as it stands. */
export interface DatabaseState {
  readonly identifier: string
  readonly arn: string
  /** AWS's word: `creating`, `available`, `modifying`, `stopped`, … */
  readonly status: string
  readonly engine: string
  /** With its minor version: `16.4`. */
  readonly version: string
  readonly class: string
  /** GiB. */
  readonly storage: number
  readonly storageType: string
  readonly encrypted: boolean
  readonly multiZone: boolean
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
  /** Identifier of the instance that took its place. */
  readonly replacedBy: string | undefined
  /** The schemas that were made in it. */
  readonly schemas: readonly string[]
  /** When it was made; undefined while it is being made. */
  readonly createdAt: Date | undefined
  readonly latestRestorable: Date | undefined
}

/**
 * All instances of an environment. One that is the database which the manifest names goes by that name; one that was
 * replaced, or was restored and not switched to, goes by its own identifier.
 */
export async function readInstances(
  scope: Scope,
  { rds }: Ports,
): Promise<readonly (readonly [string, DatabaseState])[]> {
  const all = await pages(rds.describeDBInstances, {}, page => page.DBInstances)
  const ours = all.filter(({ TagList }) => idIn(TagList, scope) !== undefined)
  const latestFirst = ours.toSorted((a, b) => sinceOf(b).localeCompare(sinceOf(a)))
  const taken = new Set<string>()
  return latestFirst.map(instance => {
    const id = idIn(instance.TagList, scope)!
    // A switch that was interrupted leaves two under one name: the later one has it.
    const own = taken.has(id) ? instance.DBInstanceIdentifier! : id
    taken.add(id)
    return [own, stateOf(instance, id)] as const
  })
}

export async function describeInstance(
  DBInstanceIdentifier: string,
  { rds }: Ports,
): Promise<DBInstance | undefined> {
  const answer = await unlessMissing(rds.describeDBInstances({ DBInstanceIdentifier }))
  return answer?.DBInstances?.[0]
}

/** @param id what its tags call it, for one that does not say what database it is */
export function stateOf(one: DBInstance, id: string): DatabaseState {
  const [group] = one.DBParameterGroups ?? []
  const { Address, Port } = one.Endpoint ?? {}
  return {
    identifier: one.DBInstanceIdentifier!,
    arn: one.DBInstanceArn!,
    status: one.DBInstanceStatus!,
    engine: one.Engine!,
    version: one.EngineVersion!,
    class: one.DBInstanceClass!,
    storage: one.AllocatedStorage!,
    storageType: one.StorageType!,
    encrypted: one.StorageEncrypted ?? false,
    multiZone: one.MultiAZ ?? false,
    backupDays: one.BackupRetentionPeriod ?? 0,
    deletionProtection: one.DeletionProtection ?? false,
    public: one.PubliclyAccessible ?? false,
    minorUpgrades: one.AutoMinorVersionUpgrade ?? false,
    tagsToSnapshots: one.CopyTagsToSnapshot ?? false,
    username: one.MasterUsername!,
    name: one.DBName,
    endpoint: Address && Port ? { host: Address, port: Port } : undefined,
    subnetGroup: one.DBSubnetGroup?.DBSubnetGroupName,
    securityGroups: (one.VpcSecurityGroups ?? []).map(({ VpcSecurityGroupId }) => VpcSecurityGroupId!).sort(),
    parameterGroup: group?.DBParameterGroupName,
    restartPending: group?.ParameterApplyStatus === 'pending-reboot',
    of: tagOf(one.TagList, databaseTags.of) ?? id,
    replacedBy: tagOf(one.TagList, databaseTags.replacedBy),
    schemas: schemasIn(one.TagList),
    createdAt: one.InstanceCreateTime,
    latestRestorable: one.LatestRestorableTime,
  }
}

function sinceOf({ TagList }: DBInstance): string {
  return tagOf(TagList, databaseTags.since) ?? ''
}

export function tagOf(tags: readonly Tag[] | undefined, key: string): string | undefined {
  return tags?.find(({ Key }) => Key === key)?.Value
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
