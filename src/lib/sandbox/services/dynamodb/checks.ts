import type { CreateTableInput } from '@aws-sdk/client-dynamodb'
import { invalid } from './tables.ts'

/**
 * What CreateTable refuses.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
 *
 * @throws AwsError ValidationException
 */
export function checkCreation(input: Partial<CreateTableInput>): void {
  const { TableName = '', KeySchema = [], AttributeDefinitions = [], BillingMode = 'PROVISIONED' } = input
  if (!/^[\w.-]{3,255}$/.test(TableName)) {
    throw invalid(
      "TableName must be at least 3 characters long and at most 255 characters long, and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'",
    )
  }
  const [hash, range] = KeySchema
  if (hash?.KeyType !== 'HASH' || (range && range.KeyType !== 'RANGE') || KeySchema.length > 2) {
    throw invalid('Invalid KeySchema: The first KeySchemaElement is not a HASH key type')
  }
  const keys = KeySchema.map(({ AttributeName }) => AttributeName)
  const defined = AttributeDefinitions.map(({ AttributeName }) => AttributeName)
  if (new Set(keys).size < keys.length)
    throw invalid('Both the Hash Key and the Range Key element in the KeySchema have the same name')
  if (keys.some(key => !defined.includes(key))) {
    throw invalid(
      `One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [${keys.join(', ')}], AttributeDefinitions: [${defined.join(', ')}]`,
    )
  }
  if (defined.length > keys.length) {
    throw invalid(
      'One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
    )
  }
  if (BillingMode === 'PROVISIONED' && !input.ProvisionedThroughput)
    throw invalid('No provisioned throughput specified for the table')
  if (BillingMode === 'PAY_PER_REQUEST' && input.ProvisionedThroughput) {
    throw invalid(
      'One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    )
  }
}
