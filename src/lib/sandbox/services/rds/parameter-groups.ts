import type { Parameter } from '@aws-sdk/client-rds'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { checkedIdentifier, invalidCombination, invalidValue } from './checks.ts'
import { checkFamily, isFixed, knownParameters } from './engines.ts'
import { instances, type ParameterGroupRecord, parameterGroups, type RdsOperations } from './tables.ts'
import { forgetTags, setTags } from './tagging.ts'

/** ModifyDBParameterGroup, Parameters: "a maximum of 20 parameters can be modified in a single request". */
const atOnce = 20

export const parameterGroupOperations = {
  CreateDBParameterGroup({ DBParameterGroupName, DBParameterGroupFamily, Description, Tags }, call) {
    const name = checkedIdentifier('DBParameterGroupName', DBParameterGroupName, 255)
    checkFamily(DBParameterGroupFamily)
    if (call.table(parameterGroups).has(name))
      throw awsError('DBParameterGroupAlreadyExists', `Parameter group ${name} already exists`)
    const arn = call.arn(`pg:${name}`)
    setTags(call, arn, Tags)
    const made = { name, arn, family: DBParameterGroupFamily, description: Description, parameters: {} }
    return { DBParameterGroup: shown(call.table(parameterGroups).put(name, made)) }
  },

  DescribeDBParameterGroups({ DBParameterGroupName, Marker, MaxRecords = 100 }, call) {
    const all = DBParameterGroupName
      ? [findParameterGroup(call, DBParameterGroupName)]
      : call.table(parameterGroups).values()
    const { items, next } = page(all, Marker, MaxRecords)
    return { DBParameterGroups: items.map(shown), Marker: next }
  },

  DescribeDBParameters({ DBParameterGroupName, Source, Marker, MaxRecords = 100 }, call) {
    const { family, parameters } = findParameterGroup(call, DBParameterGroupName)
    const names = [...new Set([...knownParameters(family), ...Object.keys(parameters)])].toSorted()
    const all = names.map(
      (ParameterName): Parameter => ({
        ParameterName,
        ParameterValue: parameters[ParameterName],
        Source: ParameterName in parameters ? 'user' : 'engine-default',
        ApplyType: isFixed(family, ParameterName) ? 'static' : 'dynamic',
        DataType: 'string',
        IsModifiable: true,
        ApplyMethod: 'pending-reboot',
      }),
    )
    const wanted = Source ? all.filter(one => one.Source === Source) : all
    const { items, next } = page(wanted, Marker, MaxRecords)
    return { Parameters: items, Marker: next }
  },

  ModifyDBParameterGroup({ DBParameterGroupName, Parameters }, call) {
    return { DBParameterGroupName: change(call, DBParameterGroupName, Parameters) }
  },

  ResetDBParameterGroup({ DBParameterGroupName, ResetAllParameters, Parameters }, call) {
    const { parameters } = findParameterGroup(call, DBParameterGroupName)
    const all = Object.keys(parameters).map(name => ({
      ParameterName: name,
      ApplyMethod: 'pending-reboot' as const,
    }))
    const named = (Parameters ?? []).map(({ ParameterValue: _value, ...one }) => one)
    return { DBParameterGroupName: change(call, DBParameterGroupName, ResetAllParameters ? all : named) }
  },

  DeleteDBParameterGroup({ DBParameterGroupName }, call) {
    const { name, arn } = own(findParameterGroup(call, DBParameterGroupName))
    const isUsed = call
      .table(instances)
      .find(one => one.parameterGroup === name || one.change?.values.parameterGroup === name)
    if (isUsed) {
      throw awsError(
        'InvalidDBParameterGroupState',
        `One or more database instances are still members of this parameter group ${name}, so the group cannot be deleted`,
      )
    }
    call.table(parameterGroups).delete(name)
    forgetTags(call, arn)
    return {}
  },
} satisfies RdsOperations

/** AWS's own groups stand for every family. @throws AwsError DBParameterGroupNotFound */
export function findParameterGroup(call: Call, name: string): ParameterGroupRecord {
  const [, family] = /^default\.(.+)$/.exec(name) ?? []
  if (family) {
    checkFamily(family)
    const description = `Default parameter group for ${family}`
    return { name, arn: call.arn(`pg:${name}`), family, description, parameters: {} }
  }
  const found = call.table(parameterGroups).get(name.toLowerCase())
  if (!found) throw awsError('DBParameterGroupNotFound', `DBParameterGroup not found: ${name}`)
  return found
}

/** @throws AwsError for AWS's own groups, which nobody can change or delete */
function own(group: ParameterGroupRecord): ParameterGroupRecord {
  if (!group.name.startsWith('default.')) return group
  throw awsError(
    'InvalidDBParameterGroupState',
    `The default parameter group ${group.name} cannot be changed`,
  )
}

function change(call: Call, groupName: string, changes: readonly Parameter[]): string {
  const { name, family } = own(findParameterGroup(call, groupName))
  if (changes.length > atOnce)
    throw invalidValue('A maximum of 20 parameters can be modified in a single request.')
  for (const { ParameterName = '', ApplyMethod } of changes) check(family, ParameterName, ApplyMethod)
  call.table(parameterGroups).update(name, draft => {
    for (const { ParameterName = '', ParameterValue } of changes) {
      if (ParameterValue === undefined) delete draft.parameters[ParameterName]
      else draft.parameters[ParameterName] = ParameterValue
    }
  })
  if (changes.some(({ ApplyMethod }) => ApplyMethod === 'pending-reboot')) awaitRestarts(call, name)
  return name
}

function check(family: string, name: string, method: string | undefined): void {
  if (!/^[a-z][a-z0-9_.]*$/.test(name)) throw invalidValue(`Could not find parameter with name: ${name}`)
  if (method !== 'immediate' && method !== 'pending-reboot')
    throw invalidValue(`Invalid ApplyMethod for parameter ${name}`)
  if (method === 'immediate' && isFixed(family, name))
    throw invalidCombination('cannot use immediate apply method for static parameter')
}

function awaitRestarts(call: Call, group: string): void {
  for (const { identifier } of call.table(instances).filter(one => one.parameterGroup === group)) {
    call.table(instances).update(identifier, draft => {
      draft.restartPending = true
    })
  }
}

function shown({ name, arn, family, description }: ParameterGroupRecord) {
  return {
    DBParameterGroupName: name,
    DBParameterGroupFamily: family,
    Description: description,
    DBParameterGroupArn: arn,
  }
}
