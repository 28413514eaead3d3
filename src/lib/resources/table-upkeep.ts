import { awsReason, until } from '../aws/index.ts'
import type { Run } from './resource.ts'

/** Turns point-in-time recovery on or off. A new table's backups are not ready at once. */
export async function setPointInTime(TableName: string, enabled: boolean, run: Run): Promise<void> {
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: enabled }
  await until({ ...run, what: `backups of table ${TableName}`, within: 300 }, () =>
    run.ports.dynamodb
      .updateContinuousBackups({ TableName, PointInTimeRecoverySpecification })
      .catch(error => {
        if (awsReason(error) === 'contended') return undefined
        throw error
      }),
  )
}

/** Moves the expiry to another attribute, or to none: the old one has to be let go of first. */
export async function setExpiry(
  name: string,
  from: string | undefined,
  to: string | undefined,
  run: Run,
): Promise<void> {
  if (from !== undefined) await update(name, from, false, run)
  if (to !== undefined) await update(name, to, true, run)
}

/** "Any additional UpdateTimeToLive calls for the same table during this one hour duration result in a ValidationException." */
const fixedInterval = 65 * 60

async function update(TableName: string, AttributeName: string, Enabled: boolean, run: Run): Promise<void> {
  const TimeToLiveSpecification = { AttributeName, Enabled }
  await until({ ...run, what: `the expiry of table ${TableName}`, within: fixedInterval }, () =>
    run.ports.dynamodb.updateTimeToLive({ TableName, TimeToLiveSpecification }).catch(error => {
      if (!(error instanceof Error && error.message.includes('modified multiple times'))) throw error
      run.waiting('for DynamoDB, which lets the expiry change once an hour')
      return undefined
    }),
  )
}
