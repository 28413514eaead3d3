import type { Datum, DerivedMetrics } from '../../cloudwatch/derived.ts'
import { minutesIn } from '../../cloudwatch/minutes.ts'
import { unitsAt } from './activity.ts'
import { activities, type ClusterRecord, clusters } from './tables.ts'

const namespace = 'AWS/RDS'

/** By name: what of the capacity units each tells. */
const shares: Readonly<Record<string, (units: number, cluster: ClusterRecord) => number>> = {
  ServerlessDatabaseCapacity: units => units,
  ACUUtilization: (units, { scaling }) => (scaling ? (100 * units) / scaling.max : 0),
}

/**
 * The capacity of a cluster's members, a sample a minute; 0 while they are paused.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html
 */
export const capacityMetrics: DerivedMetrics = {
  namespace,

  known: call =>
    call
      .table(clusters)
      .filter(({ resourceId }) => call.table(activities).has(resourceId))
      .flatMap(({ identifier }) =>
        Object.keys(shares).map(name => ({
          namespace,
          name,
          dimensions: [{ Name: 'DBClusterIdentifier', Value: identifier }],
        })),
      ),

  data(call, { name, dimensions }, from, to) {
    const cluster = call.table(clusters).get(dimensions[0]!.Value!)!
    const activity = call.table(activities).get(cluster.resourceId)!
    const begin = Math.max(from, activity.changes[0]?.at ?? to)
    return minutesIn(begin, Math.min(to, call.now + 1)).flatMap((timestamp): Datum[] => {
      const units = unitsAt(activity, timestamp)
      return units === null ? [] : [{ timestamp, value: shares[name]!(units, cluster) }]
    })
  },
}
