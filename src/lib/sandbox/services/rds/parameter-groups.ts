import type { Parameter } from '@aws-sdk/client-rds'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import type { TableOf } from '../../store.ts'
import { page } from '../paging.ts'
import { checkedIdentifier, invalidCombination, invalidValue } from './checks.ts'
import { clusters } from './clusters/tables.ts'
import { isFixed, knownParameters } from './parameters.ts'
import {
  type ChangeRecord,
  type CommonSettings,
  clusterParameterGroups,
  instances,
  type ParameterGroupRecord,
  parameterGroups,
} from './tables.ts'
import { forgetTags, setTags } from './tagging.ts'
import { engineOfFamily } from './versions.ts'

/** ModifyDBParameterGroup, Parameters: "a maximum of 20 parameters can be modified in a single request". */
const atOnce = 20

interface User extends Pick<CommonSettings, 'parameterGroup'> {
  change?: ChangeRecord<Partial<Pick<CommonSettings, 'parameterGroup'>>> | undefined
}

/** Groups of parameters for instances, or for clusters: two lists, and alike in everything else. */
export interface GroupKind {
  readonly table: TableOf<ParameterGroupRecord>
  /** In an ARN. */
  readonly type: 'pg' | 'cluster-pg'
  /** Who has such a group. */
  readonly users: TableOf<User>
  readonly user: 'instance' | 'cluster'
  /** What AWS answers a database that names one which is not there. */
  readonly missing: string
}

export const instanceGroups: GroupKind = {
  table: parameterGroups,
  type: 'pg',
  users: instances,
  user: 'instance',
  missing: 'DBParameterGroupNotFound',
}

export const clusterGroups: GroupKind = {
  table: clusterParameterGroups,
  type: 'cluster-pg',
  users: clusters,
  user: 'cluster',
  missing: 'DBClusterParameterGroupNotFoundFault',
}

interface NewGroup {
  readonly name: string
  readonly family: string
  readonly description: string
  readonly tags: Parameters<typeof setTags>[2]
}

/** @throws AwsError DBParameterGroupAlreadyExists, InvalidParameterValue */
export function createGroup(call: Call, kind: GroupKind, wanted: NewGroup): ParameterGroupRecord {
  const { family, description, tags } = wanted
  const name = checkedIdentifier('DBParameterGroupName', wanted.name, 255)
  engineOfFamily(family)
  const table = call.table(kind.table)
  if (table.has(name))
    throw awsError('DBParameterGroupAlreadyExists', `Parameter group ${name} already exists`)
  const arn = call.arn(`${kind.type}:${name}`)
  setTags(call, arn, tags)
  return table.put(name, { name, arn, family, description, parameters: {} })
}

interface Listing {
  readonly name?: string | undefined
  readonly marker?: string | undefined
  readonly size?: number | undefined
}

export function listGroups(call: Call, kind: GroupKind, { name, marker, size = 100 }: Listing) {
  const all = name ? [findParameterGroup(call, name, kind)] : call.table(kind.table).values()
  return page(all, marker, size)
}

export function listParameters(group: ParameterGroupRecord, source: string | undefined, listing: Listing) {
  const { family, parameters } = group
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
  const wanted = source ? all.filter(one => one.Source === source) : all
  return page(wanted, listing.marker, listing.size ?? 100)
}

/** AWS's own groups stand for every family. @throws AwsError DBParameterGroupNotFound, or `missing` */
export function findParameterGroup(
  call: Call,
  name: string,
  kind = instanceGroups,
  missing = 'DBParameterGroupNotFound',
): ParameterGroupRecord {
  const [, family] = /^default\.(.+)$/.exec(name) ?? []
  if (family) {
    engineOfFamily(family)
    const description = `Default parameter group for ${family}`
    return { name, arn: call.arn(`${kind.type}:${name}`), family, description, parameters: {} }
  }
  const found = call.table(kind.table).get(name.toLowerCase())
  if (found) return found
  const what = kind === instanceGroups ? 'DBParameterGroup' : 'DBClusterParameterGroup'
  throw awsError(missing, `${what} not found: ${name}`)
}

/** @throws AwsError InvalidDBParameterGroupState for AWS's own groups, which nobody can change or delete */
export function ownGroup(call: Call, name: string, kind: GroupKind): ParameterGroupRecord {
  const group = findParameterGroup(call, name, kind)
  if (!group.name.startsWith('default.')) return group
  throw invalidGroupState(`The default parameter group ${group.name} cannot be changed`)
}

function invalidGroupState(message: string) {
  return awsError('InvalidDBParameterGroupState', message)
}

/** @returns whether a restart is waited for */
export function changeGroup(
  call: Call,
  kind: GroupKind,
  { name, family }: ParameterGroupRecord,
  changes: readonly Parameter[],
): boolean {
  if (changes.length > atOnce)
    throw invalidValue('A maximum of 20 parameters can be modified in a single request.')
  for (const { ParameterName = '', ApplyMethod } of changes) check(family, ParameterName, ApplyMethod)
  call.table(kind.table).update(name, draft => {
    for (const { ParameterName = '', ParameterValue } of changes) {
      if (ParameterValue === undefined) delete draft.parameters[ParameterName]
      else draft.parameters[ParameterName] = ParameterValue
    }
  })
  return changes.some(({ ApplyMethod }) => ApplyMethod === 'pending-reboot')
}

/** What takes a group's parameters back to their defaults: those that are named, or all. */
export function resets(
  { parameters }: ParameterGroupRecord,
  all: boolean | undefined,
  named: readonly Parameter[] = [],
): Parameter[] {
  if (!all) return named.map(({ ParameterValue: _value, ...one }) => one)
  return Object.keys(parameters).map(ParameterName => ({ ParameterName, ApplyMethod: 'pending-reboot' }))
}

function check(family: string, name: string, method: string | undefined): void {
  if (!/^[a-z][a-z0-9_.]*$/.test(name)) throw invalidValue(`Could not find parameter with name: ${name}`)
  if (method !== 'immediate' && method !== 'pending-reboot')
    throw invalidValue(`Invalid ApplyMethod for parameter ${name}`)
  if (method === 'immediate' && isFixed(family, name))
    throw invalidCombination('cannot use immediate apply method for static parameter')
}

/** @throws AwsError InvalidDBParameterGroupState where somebody has it, or is about to */
export function deleteGroup(call: Call, kind: GroupKind, named: string): void {
  const { name, arn } = ownGroup(call, named, kind)
  const isUsed = call
    .table(kind.users)
    .find(one => one.parameterGroup === name || one.change?.values.parameterGroup === name)
  if (isUsed) {
    throw invalidGroupState(
      `One or more database ${kind.user}s are still members of this parameter group ${name}, so the group cannot be deleted`,
    )
  }
  call.table(kind.table).delete(name)
  forgetTags(call, arn)
}
