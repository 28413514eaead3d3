import type { Call } from '../../service.ts'
import { emit } from '../events/delivery.ts'
import type { InstanceRecord } from './tables.ts'
import { tagsOf } from './tagging.ts'

/**
 * What RDS tells of instances: the category, the number and the message.
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

/**
 * Tells EventBridge what has become of an instance.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-cloudwatch-events.sample.html
 */
export function tellOfInstance(
  call: Call,
  { identifier, arn }: InstanceRecord,
  what: keyof typeof instanceEvents,
): void {
  const [category, EventID, Message] = instanceEvents[what]
  emit(call, {
    source: 'aws.rds',
    type: 'RDS DB Instance Event',
    resources: [arn],
    detail: {
      EventCategories: [category],
      SourceType: 'DB_INSTANCE',
      SourceArn: arn,
      Date: call.date,
      Message,
      SourceIdentifier: identifier,
      EventID,
      Tags: Object.fromEntries(tagsOf(call, arn).map(({ Key, Value }) => [Key, Value])),
    },
  })
}
