import type { Parameter } from '@aws-sdk/client-rds'
import type { Call } from '../../service.ts'
import {
  changeGroup,
  createGroup,
  deleteGroup,
  findParameterGroup,
  instanceGroups,
  listGroups,
  listParameters,
  ownGroup,
  resets,
} from './parameter-groups.ts'
import { instances, type ParameterGroupRecord, type RdsOperations } from './tables.ts'

export const parameterGroupOperations = {
  CreateDBParameterGroup(input, call) {
    const { DBParameterGroupName: name, DBParameterGroupFamily: family, Description: description } = input
    const made = createGroup(call, instanceGroups, { name, family, description, tags: input.Tags })
    return { DBParameterGroup: shown(made) }
  },

  DescribeDBParameterGroups({ DBParameterGroupName: name, Marker: marker, MaxRecords: size }, call) {
    const { items, next } = listGroups(call, instanceGroups, { name, marker, size })
    return { DBParameterGroups: items.map(shown), Marker: next }
  },

  DescribeDBParameters({ DBParameterGroupName, Source, Marker: marker, MaxRecords: size }, call) {
    const group = findParameterGroup(call, DBParameterGroupName)
    const { items, next } = listParameters(group, Source, { marker, size })
    return { Parameters: items, Marker: next }
  },

  ModifyDBParameterGroup({ DBParameterGroupName, Parameters }, call) {
    const group = ownGroup(call, DBParameterGroupName, instanceGroups)
    return { DBParameterGroupName: change(call, group, Parameters) }
  },

  ResetDBParameterGroup({ DBParameterGroupName, ResetAllParameters, Parameters }, call) {
    const group = ownGroup(call, DBParameterGroupName, instanceGroups)
    return { DBParameterGroupName: change(call, group, resets(group, ResetAllParameters, Parameters)) }
  },

  DeleteDBParameterGroup({ DBParameterGroupName }, call) {
    deleteGroup(call, instanceGroups, DBParameterGroupName)
    return {}
  },
} satisfies RdsOperations

function change(call: Call, group: ParameterGroupRecord, changes: readonly Parameter[]): string {
  const { name } = group
  if (!changeGroup(call, instanceGroups, group, changes)) return name
  for (const { identifier } of call.table(instances).filter(one => one.parameterGroup === name)) {
    call.table(instances).update(identifier, draft => {
      draft.restartPending = true
    })
  }
  return name
}

function shown({ name, arn, family, description }: ParameterGroupRecord) {
  return {
    DBParameterGroupName: name,
    DBParameterGroupFamily: family,
    Description: description,
    DBParameterGroupArn: arn,
  }
}
