import type { Filter, Tag } from '@aws-sdk/client-ec2'
import { awsError } from '../../aws-error.ts'
import type { Tagged } from './tables.ts'

type Field = string | boolean | undefined

/** How to read the value, or the values, that a filter compares. */
export type Fields<Value> = Readonly<Record<string, (value: Value) => Field | readonly Field[]>>

/**
 * Records that match every filter. One filter's values are alternatives; `*` and `?` are wildcards in them.
 *
 * @throws AwsError InvalidParameterValue for a filter that this kind of record does not have
 */
export function filtered<Value extends object>(
  records: readonly Value[],
  filters: readonly Filter[] | undefined,
  fields: Fields<Value>,
): Value[] {
  const tests = (filters ?? []).map(filter => testOf(filter, fields))
  return records.filter(record => tests.every(test => test(record)))
}

function testOf<Value extends object>({ Name = '', Values = [] }: Filter, fields: Fields<Value>) {
  const patterns = Values.map(wildcard)
  const read = readerOf(Name, fields)
  return (record: Value) =>
    [read(record)]
      .flat()
      .some(value => value !== undefined && patterns.some(pattern => pattern.test(String(value))))
}

function readerOf<Value extends object>(name: string, fields: Fields<Value>): Fields<Value>[string] {
  if (name.startsWith('tag:')) {
    return value => tagsOf(value).find(({ Key }) => Key === name.slice('tag:'.length))?.Value
  }
  if (name === 'tag-key') return value => tagsOf(value).map(({ Key }) => Key)
  const read = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (!read) throw awsError('InvalidParameterValue', `The filter '${name}' is invalid`)
  return read
}

function tagsOf(value: object): readonly Tag[] {
  return (value as Tagged).Tags ?? []
}

function wildcard(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 's')
}
