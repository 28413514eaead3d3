import { awsReason, unlessExists, unlessMissing, until } from '../aws/index.ts'
import type { ClusterSpec } from './database-diff.ts'
import type { Making } from './database-form.ts'
import { memberIdentifier } from './database-names.ts'
import type { ClusterState } from './database-state.ts'
import { tagList } from './names.ts'
import type { Run } from './resource.ts'

/** The class of instances that grow and shrink as the cluster's capacity lets them. */
export const serverlessClass = 'db.serverless'

/**
 * In this tier a reader stands ready to take over: it keeps the capacity of the writer, and pauses with it ("Choosing the
 * promotion tier for an Aurora Serverless v2 reader").
 */
const promotionTier = 1

/** Begins to make the instances that a cluster lacks, to delete those that it has too many of, and to change the others. */
export async function settleMembers(
  { identifier, want }: Making & { readonly want: ClusterSpec },
  { members }: ClusterState,
  run: Run,
): Promise<void> {
  const { rds } = run.ports
  const staying = members.filter(({ status }) => status !== 'deleting')
  const wanted = 1 + want.readers
  if (staying.length < wanted) {
    const taken = members.map(one => one.identifier)
    const zones = await zonesFor(identifier, run)
    for (const number of freeNumbers(identifier, taken, wanted - staying.length))
      await onceFree(identifier, run, () => create(identifier, number, zones, want, run))
  }
  const spare = staying.filter(({ isWriter }) => !isWriter).slice(want.readers)
  const surplus = staying.length > wanted ? spare : []
  for (const one of surplus)
    await onceFree(identifier, run, () =>
      unlessMissing(rds.deleteDBInstance({ DBInstanceIdentifier: one.identifier })),
    )
  for (const one of staying.filter(member => !surplus.includes(member))) {
    if (!one.public && one.minorUpgrades) continue
    await onceFree(identifier, run, () =>
      rds.modifyDBInstance({
        DBInstanceIdentifier: one.identifier,
        ApplyImmediately: true,
        ...(one.public && { PubliclyAccessible: false }),
        ...(!one.minorUpgrades && { AutoMinorVersionUpgrade: true }),
      }),
    )
  }
}

/** An upgrade takes its time. */
const patience = 60 * 60

/** AWS refuses what it is told of a cluster, or of its instances, while it is at work on either: it is told again. */
export async function onceFree(cluster: string, run: Run, tell: () => Promise<unknown>): Promise<void> {
  await until({ ...run, what: `database ${cluster} to take a change`, within: patience }, async () => {
    try {
      await tell()
      return true
    } catch (error) {
      // What somebody stopped takes no change, however long one waits.
      if (awsReason(error) !== 'in-use' || (await isStopped(cluster, run))) throw error
      run.waiting(`${cluster} is at work on something else`)
      return undefined
    }
  })
}

function freeNumbers(cluster: string, taken: readonly string[], count: number): number[] {
  const numbers = Array.from({ length: taken.length + count }, (_, index) => index + 1)
  return numbers.filter(number => !taken.includes(memberIdentifier(cluster, number))).slice(0, count)
}

async function create(
  cluster: string,
  number: number,
  zones: readonly string[],
  want: ClusterSpec,
  { scope, ports }: Run,
): Promise<void> {
  const DBInstanceIdentifier = memberIdentifier(cluster, number)
  const zone = zones[(number - 1) % zones.length]
  await unlessExists(
    ports.rds.createDBInstance({
      DBInstanceIdentifier,
      DBClusterIdentifier: cluster,
      Engine: want.engine,
      DBInstanceClass: serverlessClass,
      PubliclyAccessible: false,
      AutoMinorVersionUpgrade: true,
      PromotionTier: promotionTier,
      ...(zone && { AvailabilityZone: zone }),
      Tags: tagList(scope, DBInstanceIdentifier),
    }),
  )
}

/** The zones that both the storage and the subnets of a cluster lie in, so that its instances spread; sorted. */
async function zonesFor(DBClusterIdentifier: string, { ports: { rds } }: Run): Promise<string[]> {
  const { DBClusters } = await rds.describeDBClusters({ DBClusterIdentifier })
  const { AvailabilityZones = [], DBSubnetGroup } = DBClusters?.[0] ?? {}
  if (!DBSubnetGroup) return []
  const { DBSubnetGroups } = await rds.describeDBSubnetGroups({ DBSubnetGroupName: DBSubnetGroup })
  const subnets = (DBSubnetGroups?.[0]?.Subnets ?? []).map(one => one.SubnetAvailabilityZone?.Name)
  return AvailabilityZones.filter(zone => subnets.includes(zone)).toSorted()
}

async function isStopped(DBClusterIdentifier: string, { ports: { rds } }: Run): Promise<boolean> {
  const { DBClusters } = await rds.describeDBClusters({ DBClusterIdentifier })
  return /^stopp(ed|ing)$/.test(DBClusters?.[0]?.Status ?? '')
}
