import type { Parameter, Tag } from '@aws-sdk/client-rds'
import { type Ports, pages, unlessExists, unlessMissing } from '../aws/index.ts'

export interface NamedGroup {
  readonly name: string
  readonly arn: string
}

/** Parameter groups of instances and of clusters are two things to RDS, with the same calls. */
export interface ParameterCalls {
  list(): Promise<NamedGroup[]>
  /** @returns undefined where one of that name stands already */
  create(name: string, family: string, description: string, tags: Tag[]): Promise<NamedGroup | undefined>
  find(name: string): Promise<NamedGroup | undefined>
  /** @param source `user` for those that somebody set */
  parameters(name: string, source?: 'user'): Promise<Parameter[]>
  set(name: string, parameters: Parameter[]): Promise<unknown>
  reset(name: string, parameters: Parameter[]): Promise<unknown>
  remove(name: string): Promise<unknown>
}

/** @param family `postgres16`, or `aurora-postgresql16`, which is one of clusters */
export function parameterCalls(family: string, ports: Ports): ParameterCalls {
  return family.startsWith('aurora-') ? ofClusters(ports) : ofInstances(ports)
}

function ofInstances({ rds }: Ports): ParameterCalls {
  return {
    list: async () =>
      (await pages(rds.describeDBParameterGroups, {}, page => page.DBParameterGroups)).map(
        ({ DBParameterGroupName, DBParameterGroupArn }) => named(DBParameterGroupName, DBParameterGroupArn),
      ),
    async create(name, family, Description, Tags) {
      const group = { DBParameterGroupName: name, DBParameterGroupFamily: family, Description, Tags }
      const made = await unlessExists(rds.createDBParameterGroup(group))
      return made && named(name, made.DBParameterGroup!.DBParameterGroupArn)
    },
    async find(name) {
      const answer = await unlessMissing(rds.describeDBParameterGroups({ DBParameterGroupName: name }))
      const found = answer?.DBParameterGroups?.[0]
      return found && named(name, found.DBParameterGroupArn)
    },
    parameters: (name, Source) =>
      pages(
        rds.describeDBParameters,
        { DBParameterGroupName: name, ...(Source && { Source }) },
        page => page.Parameters,
      ),
    set: (name, Parameters) => rds.modifyDBParameterGroup({ DBParameterGroupName: name, Parameters }),
    reset: (name, Parameters) => rds.resetDBParameterGroup({ DBParameterGroupName: name, Parameters }),
    remove: name => rds.deleteDBParameterGroup({ DBParameterGroupName: name }),
  }
}

function ofClusters({ rds }: Ports): ParameterCalls {
  const called = (name: string) => ({ DBClusterParameterGroupName: name })
  return {
    list: async () =>
      (await pages(rds.describeDBClusterParameterGroups, {}, page => page.DBClusterParameterGroups)).map(
        ({ DBClusterParameterGroupName, DBClusterParameterGroupArn }) =>
          named(DBClusterParameterGroupName, DBClusterParameterGroupArn),
      ),
    async create(name, family, Description, Tags) {
      const group = { ...called(name), DBParameterGroupFamily: family, Description, Tags }
      const made = await unlessExists(rds.createDBClusterParameterGroup(group))
      return made && named(name, made.DBClusterParameterGroup!.DBClusterParameterGroupArn)
    },
    async find(name) {
      const answer = await unlessMissing(rds.describeDBClusterParameterGroups(called(name)))
      const found = answer?.DBClusterParameterGroups?.[0]
      return found && named(name, found.DBClusterParameterGroupArn)
    },
    parameters: (name, Source) =>
      pages(
        rds.describeDBClusterParameters,
        { ...called(name), ...(Source && { Source }) },
        page => page.Parameters,
      ),
    set: (name, Parameters) => rds.modifyDBClusterParameterGroup({ ...called(name), Parameters }),
    reset: (name, Parameters) => rds.resetDBClusterParameterGroup({ ...called(name), Parameters }),
    remove: name => rds.deleteDBClusterParameterGroup(called(name)),
  }
}

function named(name: string | undefined, arn: string | undefined): NamedGroup {
  return { name: name!, arn: arn! }
}
