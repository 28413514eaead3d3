import type { Manifest } from '../manifest/schema/manifest.ts'
import { arnOf, type Place } from './arn.ts'
import { functionArn, liveAlias } from './function-name.ts'
import { allow, type Statement, secretArnPattern } from './policy.ts'
import { secretName } from './secret-reference.ts'
import { tableName } from './table.ts'

export type Level = 'read' | 'write'

/** What it takes to use one thing of a section. */
type Granting = (name: string, level: Level, manifest: Manifest, place: Place) => readonly Statement[]

/** How to grant the use of what a section makes, by section; see `access` in the manifest's schema. */
const granting: Readonly<Record<string, Granting>> = {
  // One entry each, so that additions do not collide.
  functions: (name, _level, manifest, place) => {
    const arn = functionArn({ ...manifest, ...place }, name)
    return [allow(['lambda:InvokeFunction'], [arn, `${arn}:${liveAlias}`])]
  },
  secrets: (name, _level, manifest, place) => [
    allow(['secretsmanager:GetSecretValue'], [secretArnPattern(place, secretName(manifest, name))]),
  ],
  tables: (name, level, manifest, place) => {
    const arn = arnOf(place, 'dynamodb', `table/${tableName(manifest, name)}`)
    return [
      allow(level === 'write' ? [...readingItems, ...writingItems] : readingItems, [arn, `${arn}/index/*`]),
    ]
  },
}

const readingItems = [
  'dynamodb:BatchGetItem',
  'dynamodb:ConditionCheckItem',
  'dynamodb:DescribeTable',
  'dynamodb:GetItem',
  'dynamodb:Query',
  'dynamodb:Scan',
]
const writingItems = [
  'dynamodb:BatchWriteItem',
  'dynamodb:DeleteItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
]

/** The statements that a service's or function's `access` comes to. Pure. */
export function accessStatements(
  access: Readonly<Record<string, Level>>,
  manifest: Manifest,
  place: Place,
): readonly Statement[] {
  return Object.entries(access).flatMap(([target, level]) => {
    const [section = '', name = ''] = target.split('.')
    return granting[section]!(name, level, manifest, place)
  })
}
