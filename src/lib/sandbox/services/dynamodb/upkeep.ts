import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { withoutTags, withTags } from '../tags.ts'
import { type DynamoOperations, type DynamoTable, findTable, invalid, nameIn, tables } from './tables.ts'

/** Backups, expiry and tags of a table. */
export const upkeepOperations = {
  DescribeContinuousBackups: ({ TableName }, call) => ({
    ContinuousBackupsDescription: backupsOf(withBackups(call, TableName), call),
  }),

  UpdateContinuousBackups({ TableName, PointInTimeRecoverySpecification }, call) {
    const found = withBackups(call, TableName)
    if (call.now < found.backupsAt) {
      throw awsError(
        'ContinuousBackupsUnavailableException',
        `Backups are being enabled for the table: ${found.name}. Please retry later`,
      )
    }
    const updated = call.table(tables).update(found.name, draft => {
      const isOn = PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled
      draft.pointInTimeSince = isOn ? (draft.pointInTimeSince ?? call.date) : undefined
    })
    return { ContinuousBackupsDescription: backupsOf(updated, call) }
  },

  DescribeTimeToLive({ TableName }, call) {
    const { expiry } = findTable(call, TableName)
    const isOff = !expiry || (!expiry.enabled && isSettled(expiry, call))
    if (isOff) return { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } }
    const [done, doing] = expiry.enabled
      ? (['ENABLED', 'ENABLING'] as const)
      : (['DISABLED', 'DISABLING'] as const)
    const TimeToLiveStatus = isSettled(expiry, call) ? done : doing
    return { TimeToLiveDescription: { TimeToLiveStatus, AttributeName: expiry.attribute } }
  },

  UpdateTimeToLive({ TableName, TimeToLiveSpecification }, call) {
    const { name, expiry } = findTable(call, TableName)
    const { AttributeName, Enabled } = TimeToLiveSpecification
    if (expiry && !isSettled(expiry, call))
      throw invalid('Time to live has been modified multiple times within a fixed interval')
    if ((expiry?.enabled ?? false) === Enabled)
      throw invalid(`TimeToLive is already ${Enabled ? 'enabled' : 'disabled'}`)
    if (expiry?.enabled && expiry.attribute !== AttributeName) {
      throw invalid(
        `TimeToLive is active on a different AttributeName: current AttributeName is ${expiry.attribute}`,
      )
    }
    call.table(tables).update(name, draft => {
      draft.expiry = { attribute: AttributeName, enabled: Enabled, changedAt: call.now }
    })
    return { TimeToLiveSpecification }
  },

  TagResource({ ResourceArn, Tags }, call) {
    call.table(tables).update(findTagged(call, ResourceArn).name, draft => {
      draft.Tags = withTags(draft.Tags, Tags)
    })
    return {}
  },

  UntagResource({ ResourceArn, TagKeys }, call) {
    call.table(tables).update(findTagged(call, ResourceArn).name, draft => {
      draft.Tags = withoutTags(draft.Tags, TagKeys)
    })
    return {}
  },

  ListTagsOfResource: ({ ResourceArn }, call) => ({ Tags: findTagged(call, ResourceArn).Tags }),
} satisfies DynamoOperations

/** "It can take up to one hour for the change to fully process", and no other is taken meanwhile (UpdateTimeToLive). */
function isSettled({ changedAt }: NonNullable<DynamoTable['expiry']>, call: Call): boolean {
  return call.now >= changedAt + timings.tableExpiryChanged
}

function withBackups(call: Call, nameOrArn: string): DynamoTable {
  const found = call.table(tables).get(nameIn(nameOrArn))
  if (!found) throw awsError('TableNotFoundException', `Table not found: ${nameIn(nameOrArn)}`)
  return found
}

function backupsOf({ backupsAt, pointInTimeSince }: DynamoTable, call: Call) {
  return {
    ContinuousBackupsStatus: call.now < backupsAt ? ('DISABLED' as const) : ('ENABLED' as const),
    PointInTimeRecoveryDescription: pointInTimeSince
      ? {
          PointInTimeRecoveryStatus: 'ENABLED' as const,
          RecoveryPeriodInDays: 35,
          EarliestRestorableDateTime: pointInTimeSince,
          LatestRestorableDateTime: call.date,
        }
      : { PointInTimeRecoveryStatus: 'DISABLED' as const },
  }
}

function findTagged(call: Call, arn: string): DynamoTable {
  const found = call.table(tables).get(nameIn(arn))
  if (found?.arn === arn) return found
  throw awsError('ResourceNotFoundException', `Requested resource not found: ResourceArn: ${arn} not found`)
}
