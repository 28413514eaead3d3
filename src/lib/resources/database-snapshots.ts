import type { DBClusterSnapshot, DBSnapshot } from '@aws-sdk/client-rds'
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
  const [instances, clusters] = await Promise.all([
    pages(rds.describeDBSnapshots, {}, page => page.DBSnapshots),
    pages(rds.describeDBClusterSnapshots, {}, page => page.DBClusterSnapshots),
  ])
  const idOf = (one: DBSnapshot | DBClusterSnapshot) => idIn(one.TagList, scope)
  const isOurs = (one: DBSnapshot | DBClusterSnapshot) => idOf(one) !== undefined
  const ours = [
    ...instances.filter(isOurs).map(one => instanceSnapshot(one, idOf(one)!)),
    ...clusters.filter(isOurs).map(one => clusterSnapshot(one, idOf(one)!)),
  ]
  return ours.toSorted((a, b) => (b.takenAt?.getTime() ?? 0) - (a.takenAt?.getTime() ?? 0))
}

/** Any snapshot of this account and region, whoever took it. */
export async function findSnapshot(identifier: string, { rds }: Ports): Promise<Snapshot | undefined> {
  const ofInstance = rds.describeDBSnapshots({ DBSnapshotIdentifier: identifier })
  const [instance] = (await unlessMissing(ofInstance))?.DBSnapshots ?? []
  if (instance) return instanceSnapshot(instance, '')
  const ofCluster = rds.describeDBClusterSnapshots({ DBClusterSnapshotIdentifier: identifier })
  const [cluster] = (await unlessMissing(ofCluster))?.DBClusterSnapshots ?? []
  return cluster && clusterSnapshot(cluster, '')
}

function instanceSnapshot(one: DBSnapshot, id: string): Snapshot {
  return { ...common(one, id), identifier: one.DBSnapshotIdentifier!, encrypted: one.Encrypted ?? false }
}

function clusterSnapshot(one: DBClusterSnapshot, id: string): Snapshot {
  const { DBClusterSnapshotIdentifier, StorageEncrypted } = one
  return {
    ...common(one, id),
    identifier: DBClusterSnapshotIdentifier!,
    encrypted: StorageEncrypted ?? false,
  }
}

function common(one: DBSnapshot | DBClusterSnapshot, id: string) {
  return {
    database: tagOf(one.TagList, databaseTags.of) ?? id,
    type: one.SnapshotType!,
    status: one.Status!,
    takenAt: one.SnapshotCreateTime,
    engine: one.Engine!,
    version: one.EngineVersion!,
    username: one.MasterUsername!,
    storage: one.AllocatedStorage ?? 0,
  }
}
