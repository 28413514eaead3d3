import { expect, test } from 'vitest'
import type { System } from '../templates/system.ts'

/** The one table of a single-table design. */
export function tableFacts(of: () => System): void {
  test('the table has PK and SK, and is paid by the request', async () => {
    const { aws, prefix } = of()
    const TableName = `${prefix}-main`
    const { Table } = await aws.call('dynamodb', 'describe_table', { TableName })
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      KeySchema: [
        { AttributeName: 'PK', KeyType: 'HASH' },
        { AttributeName: 'SK', KeyType: 'RANGE' },
      ],
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    })
    const types = Table.AttributeDefinitions.map(
      (one: Attribute) => `${one.AttributeName} ${one.AttributeType}`,
    )
    expect(types.toSorted()).toEqual(['PK S', 'SK S'])
    const { ContinuousBackupsDescription } = await aws.call('dynamodb', 'describe_continuous_backups', {
      TableName,
    })
    expect(ContinuousBackupsDescription.PointInTimeRecoveryDescription).toMatchObject({
      PointInTimeRecoveryStatus: 'ENABLED',
    })
  })
}

interface Attribute {
  readonly AttributeName: string
  readonly AttributeType: string
}
