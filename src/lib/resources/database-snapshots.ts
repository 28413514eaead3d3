import type { DBSnapshot } from '@aws-sdk/client-rds'
import { type Ports, pages, unlessMissing } from '../aws/index.ts'
import { databaseTags } from './database-names.ts'
import { tagOf } from './database-state.ts'
import { idIn, type Scope } from './names.ts'

/** A snapshot that a database can be restored from. */
export interface Snapshot {
  readonly identifier: string
  /** Logical id of the database that it was taken of. */
  readonly database: string
  /** `automated` ones go with the database, `manual` ones stay; a last snapshot is one of these. */
  readonly type: string
  readonly status: string
  readonly takenAt: Date | undefined
  readonly engine: string
  readonly version: string
  readonly username: string
  readonly encrypted: boolean
  /** GiB. */
  readonly storage: number
}

/** The snapshots of this environment's databases, by the tags that RDS copied from them; newest first. */
export async function readSnapshots(scope: Scope, { rds }: Ports): Promise<Snapshot[]> {
  const all = await pages(rds.describeDBSnapshots, {}, page => page.DBSnapshots)
  const ours = all.flatMap(one => {
    const id = idIn(one.TagList, scope)
    return id === undefined ? [] : [instanceSnapshot(one, id)]
  })
  return ours.toSorted((a, b) => (b.takenAt?.getTime() ?? 0) - (a.takenAt?.getTime() ?? 0))
}

/** Any snapshot of this account and region, whoever took it. */
export async function findSnapshot(identifier: string, { rds }: Ports): Promise<Snapshot | undefined> {
  const answer = await unlessMissing(rds.describeDBSnapshots({ DBSnapshotIdentifier: identifier }))
  const [found] = answer?.DBSnapshots ?? []
  return found && instanceSnapshot(found, '')
}

function instanceSnapshot(one: DBSnapshot, id: string): Snapshot {
  return {
    identifier: one.DBSnapshotIdentifier!,
    database: tagOf(one.TagList, databaseTags.of) ?? id,
    type: one.SnapshotType!,
    status: one.Status!,
    takenAt: one.SnapshotCreateTime,
    engine: one.Engine!,
    version: one.EngineVersion!,
    username: one.MasterUsername!,
    encrypted: one.Encrypted ?? false,
    storage: one.AllocatedStorage!,
  }
}
