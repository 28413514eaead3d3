import type { ParameterStringFilter } from '@aws-sdk/client-ssm'
import { awsError } from '../../aws-error.ts'
import { page } from '../paging.ts'
import { type ParameterRecord, parameters, type SsmOperations } from './tables.ts'

export const describingOperations = {
  DescribeParameters({ ParameterFilters = [], Filters = [], MaxResults = 50, NextToken }, call) {
    if (ParameterFilters.length > 0 && Filters.length > 0) {
      throw awsError(
        'ValidationException',
        `You can use either Filters or ParameterFilters in a single request.`,
      )
    }
    const older = Filters.map(({ Key, Values }) => ({
      Key,
      Values,
      Option: Key === 'Name' ? 'BeginsWith' : 'Equals',
    }))
    const filters = [...ParameterFilters, ...older]
    const found = call
      .table(parameters)
      .filter(parameter => filters.every(filter => matches(parameter, filter)))
    const { items, next } = page(found, NextToken, MaxResults)
    const Parameters = items.map(({ Name, ARN, versions }) => {
      const { Value: _never, ...shown } = versions.at(-1)!
      return { Name, ARN, ...shown, Policies: [] }
    })
    return { Parameters, NextToken: next }
  },
} satisfies SsmOperations

function matches(
  parameter: ParameterRecord,
  { Key, Option = 'Equals', Values = [] }: ParameterStringFilter,
): boolean {
  if (Key === 'Path') return Values.some(path => isBelow(parameter.Name, path, Option))
  const value = fieldOf(parameter, Key!)
  if (value === undefined) return false
  // A tag's filter without values asks for the key alone.
  if (Values.length === 0) return true
  if (Option === 'BeginsWith') return Values.some(prefix => value.startsWith(prefix))
  if (Option === 'Contains') return Values.some(part => value.includes(part))
  return Values.includes(value)
}

function fieldOf({ Name, versions, Tags }: ParameterRecord, key: string): string | undefined {
  const { Type, KeyId, Tier, DataType } = versions.at(-1)!
  if (key.startsWith('tag:')) return Tags.find(({ Key }) => Key === key.slice('tag:'.length))?.Value
  const fields: Readonly<Record<string, string | undefined>> = { Name, Type, KeyId, Tier, DataType }
  if (Object.hasOwn(fields, key)) return fields[key]
  throw awsError('InvalidFilterKey', `The following filter key is not valid: ${key}.`)
}

function isBelow(name: string, path: string, option: string): boolean {
  const prefix = path.endsWith('/') ? path : `${path}/`
  if (!name.startsWith(prefix)) return false
  return option === 'Recursive' || !name.slice(prefix.length).includes('/')
}
