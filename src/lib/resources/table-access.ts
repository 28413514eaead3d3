import type { Manifest } from '../manifest/schema/manifest.ts'
import type { Level } from './access.ts'
import { arnOf, type Place } from './arn.ts'
import { allow, type Statement } from './policy.ts'
import { tableName } from './table.ts'

const reading = [
  'dynamodb:BatchGetItem',
  'dynamodb:ConditionCheckItem',
  'dynamodb:DescribeTable',
  'dynamodb:GetItem',
  'dynamodb:Query',
  'dynamodb:Scan',
]
const writing = ['dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem']

/** What it takes to read a table's items, or to write them as well; never the table itself. */
export function tableAccess(name: string, level: Level, manifest: Manifest, place: Place): Statement[] {
  const arn = arnOf(place, 'dynamodb', `table/${tableName(manifest, name)}`)
  return [allow(level === 'write' ? [...reading, ...writing] : reading, [arn, `${arn}/index/*`])]
}
