import type { Parameter } from '@aws-sdk/client-rds'
import type { Call } from '../../../service.ts'
import { invalidValue } from '../checks.ts'
import { isAurora } from '../engines.ts'
import {
  changeGroup,
  clusterGroups,
  createGroup,
  deleteGroup,
  findParameterGroup,
  listGroups,
  listParameters,
  ownGroup,
  resets,
} from '../parameter-groups.ts'
import { instances, type ParameterGroupRecord, type RdsOperations } from '../tables.ts'
import { engineOfFamily } from '../versions.ts'
import { membersOf } from './checks.ts'
import { clusters } from './tables.ts'

export const clusterParameterGroupOperations = {
  CreateDBClusterParameterGroup(input, call) {
    const { DBClusterParameterGroupName: name, DBParameterGroupFamily: family } = input
    if (!isAurora(engineOfFamily(family)))
      throw invalidValue(`ParameterGroupFamily ${family} is not a valid cluster parameter group family`)
    const description = input.Description
    const made = createGroup(call, clusterGroups, { name, family, description, tags: input.Tags })
    return { DBClusterParameterGroup: shown(made) }
  },

  DescribeDBClusterParameterGroups(input, call) {
    const { DBClusterParameterGroupName: name, Marker: marker, MaxRecords: size } = input
    const { items, next } = listGroups(call, clusterGroups, { name, marker, size })
    return { DBClusterParameterGroups: items.map(shown), Marker: next }
  },

  DescribeDBClusterParameters(
    { DBClusterParameterGroupName, Source, Marker: marker, MaxRecords: size },
    call,
  ) {
    const group = findParameterGroup(call, DBClusterParameterGroupName, clusterGroups)
    const { items, next } = listParameters(group, Source, { marker, size })
    return { Parameters: items, Marker: next }
  },

  ModifyDBClusterParameterGroup({ DBClusterParameterGroupName, Parameters }, call) {
    const group = ownGroup(call, DBClusterParameterGroupName, clusterGroups)
    return { DBClusterParameterGroupName: change(call, group, Parameters) }
  },

  ResetDBClusterParameterGroup({ DBClusterParameterGroupName, ResetAllParameters, Parameters }, call) {
    const group = ownGroup(call, DBClusterParameterGroupName, clusterGroups)
    const changes = resets(group, ResetAllParameters, Parameters)
    return { DBClusterParameterGroupName: change(call, group, changes) }
  },

  DeleteDBClusterParameterGroup({ DBClusterParameterGroupName }, call) {
    deleteGroup(call, clusterGroups, DBClusterParameterGroupName)
    return {}
  },
} satisfies RdsOperations

/** What waits for a restart waits for that of each member. */
function change(call: Call, group: ParameterGroupRecord, changes: readonly Parameter[]): string {
  const { name } = group
  if (!changeGroup(call, clusterGroups, group, changes)) return name
  const members = call
    .table(clusters)
    .filter(one => one.parameterGroup === name)
    .flatMap(cluster => membersOf(call, cluster))
  for (const { identifier } of members) {
    call.table(instances).update(identifier, draft => {
      draft.clusterRestartPending = true
    })
  }
  return name
}

function shown({ name, arn, family, description }: ParameterGroupRecord) {
  return {
    DBClusterParameterGroupName: name,
    DBParameterGroupFamily: family,
    Description: description,
    DBClusterParameterGroupArn: arn,
  }
}
