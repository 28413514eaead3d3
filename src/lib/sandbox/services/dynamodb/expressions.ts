import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { awsError } from '../../aws-error.ts'
import { type DynamoTable, type Item, invalid } from './tables.ts'

interface Placeholders {
  readonly ExpressionAttributeNames?: Record<string, string> | undefined
  readonly ExpressionAttributeValues?: Record<string, AttributeValue> | undefined
}

const nameForm = '(#?[A-Za-z_][\\w]*)'
const valueForm = '(:\\w+)'

/** `PK = :pk`, and on the sort key `=`, `<`, `<=`, `>`, `>=`, `BETWEEN` or `begins_with`. */
export function readKeyCondition(
  text: string,
  { keys }: DynamoTable,
  placeholders: Placeholders,
): (item: Item) => boolean {
  const [hash = '', ...range] = text.split(/\s+AND\s+(?!:)/i)
  const [, hashName, hashValue] = match(`${nameForm}\\s*=\\s*${valueForm}`, hash) ?? refuse(text)
  const partition = equal(nameOf(hashName!, placeholders), placed(hashValue!, placeholders))
  if (nameOf(hashName!, placeholders) !== keys[0]?.AttributeName)
    throw invalid(`Query condition missed key schema element: ${keys[0]?.AttributeName}`)
  if (range.length === 0) return partition
  const sort = rangeCondition(range.join(' AND '), placeholders)
  return item => partition(item) && sort(item)
}

function rangeCondition(text: string, placeholders: Placeholders): (item: Item) => boolean {
  const read = (name: string) => (item: Item) => plain(item[nameOf(name, placeholders)])
  const value = (name: string) => plain(placed(name, placeholders))
  const begins = match(`begins_with\\s*\\(\\s*${nameForm}\\s*,\\s*${valueForm}\\s*\\)`, text)
  if (begins) return item => String(read(begins[1]!)(item)).startsWith(String(value(begins[2]!)))
  const between = match(`${nameForm}\\s+BETWEEN\\s+${valueForm}\\s+AND\\s+${valueForm}`, text)
  if (between) {
    const [low, high] = [value(between[2]!), value(between[3]!)]
    return item => read(between[1]!)(item) >= low && read(between[1]!)(item) <= high
  }
  const [, name, sign, bound] = match(`${nameForm}\\s*(=|<=|>=|<|>)\\s*${valueForm}`, text) ?? refuse(text)
  const limit = value(bound!)
  const compare = comparisons[sign as keyof typeof comparisons]
  return item => compare(read(name!)(item), limit)
}

const comparisons = {
  '=': (a: Plain, b: Plain) => a === b,
  '<': (a: Plain, b: Plain) => a < b,
  '<=': (a: Plain, b: Plain) => a <= b,
  '>': (a: Plain, b: Plain) => a > b,
  '>=': (a: Plain, b: Plain) => a >= b,
}

/** `attribute_exists(NAME)`, `attribute_not_exists(NAME)` or `NAME = :value`. */
export function meetsCondition(text: string, item: Item, placeholders: Placeholders): boolean {
  const exists = match(`attribute_(not_)?exists\\s*\\(\\s*${nameForm}\\s*\\)`, text)
  if (exists) return nameOf(exists[2]!, placeholders) in item === !exists[1]
  const [, name, value] = match(`${nameForm}\\s*=\\s*${valueForm}`, text) ?? refuse(text)
  return equal(nameOf(name!, placeholders), placed(value!, placeholders))(item)
}

/** `SET NAME = :value, …` and `REMOVE NAME, …`. */
export function readUpdate(text: string, placeholders: Placeholders): { set: Item; remove: string[] } {
  const [, assignments, removals] = match('(?:SET\\s+(.+?))?\\s*(?:REMOVE\\s+(.+))?', text) ?? refuse(text)
  const parts = (list: string | undefined) => list?.split(',').map(part => part.trim()) ?? []
  const set = parts(assignments).map(part => {
    const [, name, value] = match(`${nameForm}\\s*=\\s*${valueForm}`, part) ?? refuse(text)
    return [nameOf(name!, placeholders), placed(value!, placeholders)]
  })
  const remove = parts(removals).map(part =>
    nameOf((match(nameForm, part) ?? refuse(text))[1]!, placeholders),
  )
  return { set: Object.fromEntries(set), remove }
}

function match(pattern: string, text: string): RegExpExecArray | null {
  return new RegExp(`^\\s*\\(?\\s*${pattern}\\s*\\)?\\s*$`, 'i').exec(text)
}

function refuse(text: string): never {
  throw awsError('NotImplemented', `The sandbox does not model this expression of DynamoDB: ${text}`, 501)
}

function nameOf(written: string, { ExpressionAttributeNames }: Placeholders): string {
  if (!written.startsWith('#')) return written
  const name = ExpressionAttributeNames?.[written]
  if (name !== undefined) return name
  throw invalid(
    `An expression attribute name used in the document path is not defined; attribute name: ${written}`,
  )
}

function placed(written: string, { ExpressionAttributeValues }: Placeholders): AttributeValue {
  const value = ExpressionAttributeValues?.[written]
  if (value !== undefined) return value
  throw invalid(
    `An expression attribute value used in expression is not defined; attribute value: ${written}`,
  )
}

function equal(name: string, value: AttributeValue): (item: Item) => boolean {
  return item => JSON.stringify(item[name]) === JSON.stringify(value)
}

type Plain = string | number

function plain(value: AttributeValue | undefined): Plain {
  return value?.N === undefined ? (value?.S ?? '') : Number(value.N)
}
