import type { Call } from '../../service.ts'
import { emit } from '../events/delivery.ts'
import type { ClusterRecord } from './clusters/tables.ts'
import type { InstanceRecord } from './tables.ts'
import { tagsOf } from './tagging.ts'

/**
 * What RDS tells: the category, the number and the message.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html
 */
const instanceEvents = {
  created: ['creation', 'RDS-EVENT-0005', 'DB instance created'],
  deleted: ['deletion', 'RDS-EVENT-0003', 'DB instance deleted'],
  restarted: ['availability', 'RDS-EVENT-0006', 'DB instance restarted'],
  stopped: ['notification', 'RDS-EVENT-0087', 'DB instance stopped'],
  started: ['notification', 'RDS-EVENT-0088', 'DB instance started'],
  overdue: [
    'notification',
    'RDS-EVENT-0154',
    'DB instance is being started due to it exceeding the maximum allowed time being stopped',
  ],
} as const

/** https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_Events.Messages.html */
const clusterEvents = {
  created: ['creation', 'RDS-EVENT-0170', 'DB cluster created'],
  deleted: ['deletion', 'RDS-EVENT-0171', 'DB cluster deleted'],
  stopped: ['notification', 'RDS-EVENT-0150', 'DB cluster stopped'],
  started: ['notification', 'RDS-EVENT-0151', 'DB cluster started'],
  overdue: [
    'notification',
    'RDS-EVENT-0153',
    'DB cluster is being started due to it exceeding the maximum allowed time being stopped',
  ],
} as const

/** Tells EventBridge what has become of an instance. */
export function tellOfInstance(call: Call, record: InstanceRecord, what: keyof typeof instanceEvents): void {
  tell(call, record, 'RDS DB Instance Event', 'DB_INSTANCE', instanceEvents[what])
}

/** Tells EventBridge what has become of a cluster. */
export function tellOfCluster(call: Call, record: ClusterRecord, what: keyof typeof clusterEvents): void {
  tell(call, record, 'RDS DB Cluster Event', 'CLUSTER', clusterEvents[what])
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-cloudwatch-events.sample.html */
function tell(
  call: Call,
  { identifier, arn }: Pick<InstanceRecord, 'identifier' | 'arn'>,
  type: string,
  SourceType: string,
  [category, EventID, Message]: readonly [string, string, string],
): void {
  emit(call, {
    source: 'aws.rds',
    type,
    resources: [arn],
    detail: {
      EventCategories: [category],
      SourceType,
      SourceArn: arn,
      Date: call.date,
      Message,
      SourceIdentifier: identifier,
      EventID,
      Tags: Object.fromEntries(tagsOf(call, arn).map(({ Key, Value }) => [Key, Value])),
    },
  })
}
