import type { ResourceType, Tag, TagSpecification } from '@aws-sdk/client-ec2'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import type { TableOf } from '../../store.ts'
import { page } from '../paging.ts'
import { withoutTags, withTags } from '../tags.ts'
import { filtered } from './filters.ts'
import { notFound } from './records.ts'
import type { Ec2Operations, Tagged } from './tables.ts'
import * as tables from './tables.ts'

/** Resource type and table by the identifier's prefix. */
const taggable: Readonly<Record<string, readonly [type: ResourceType, table: TableOf<Tagged>]>> = {
  vpc: ['vpc', tables.vpcs],
  subnet: ['subnet', tables.subnets],
  igw: ['internet-gateway', tables.internetGateways],
  eipalloc: ['elastic-ip', tables.addresses],
  nat: ['natgateway', tables.natGateways],
  rtb: ['route-table', tables.routeTables],
  vpce: ['vpc-endpoint', tables.vpcEndpoints],
  sg: ['security-group', tables.securityGroups],
  sgr: ['security-group-rule', tables.securityGroupRules],
  eni: ['network-interface', tables.networkInterfaces],
}

/**
 * Tags given at creation to a resource of one type.
 *
 * @throws AwsError where a specification is for another type, or a tag is not allowed
 */
export function tagsFor(type: ResourceType, specifications: readonly TagSpecification[] | undefined): Tag[] {
  for (const { ResourceType } of specifications ?? []) {
    if (ResourceType !== type) {
      throw awsError(
        'InvalidParameterValue',
        `'${ResourceType}' is not a valid taggable resource type for this operation.`,
      )
    }
  }
  const tags = specifications?.flatMap(({ Tags = [] }) => Tags) ?? []
  checkTags(tags)
  return withTags([], tags)
}

function checkTags(tags: readonly Tag[]): void {
  for (const { Key = '', Value = '' } of tags) {
    if (Key === '' || Key.length > 127) {
      throw awsError(
        'InvalidParameterValue',
        `Tag key exceeds the maximum length of 127 characters, or is empty: '${Key}'`,
      )
    }
    if (Value.length > 255)
      throw awsError('InvalidParameterValue', 'Tag value exceeds the maximum length of 255 characters')
    if (Key.startsWith('aws:')) {
      throw awsError('InvalidParameterValue', `Tag keys starting with 'aws:' are reserved for internal use`)
    }
  }
  if (tags.length > 50) throw awsError('TagLimitExceeded', 'You have reached the maximum number of tags (50)')
}

function tableOf(id: string): TableOf<Tagged> {
  const entry = taggable[id.slice(0, id.lastIndexOf('-'))]
  if (!entry) throw awsError('InvalidID', `The ID '${id}' is not valid`)
  return entry[1]
}

function update(ids: readonly string[], call: Call, change: (have: Tag[]) => Tag[]): void {
  for (const id of ids) {
    const records = call.table(tableOf(id))
    if (!records.has(id)) throw notFound(tableOf(id), id)
    records.update(id, record => {
      record.Tags = change(record.Tags ?? [])
    })
  }
}

/** Every tagged resource of EC2: its type, identifier and tags. */
export function allTags(call: Call): { type: ResourceType; id: string; tags: Tag[] }[] {
  return Object.values(taggable).flatMap(([type, table]) =>
    call
      .table(table)
      .entries()
      .map(([id, { Tags = [] }]) => ({ type, id, tags: Tags })),
  )
}

export const tagOperations = {
  CreateTags({ Resources, Tags }, call) {
    checkTags(Tags)
    update(Resources, call, have => withTags(have, Tags))
    return {}
  },

  DeleteTags({ Resources, Tags }, call) {
    update(Resources, call, have => {
      if (!Tags) return []
      // A value in the request must match; a key alone removes the tag whatever its value.
      const gone = (tag: Tag) =>
        Tags.some(({ Key, Value }) => Key === tag.Key && (Value === undefined || Value === tag.Value))
      return withoutTags(
        have,
        have.filter(gone).map(({ Key }) => Key ?? ''),
      )
    })
    return {}
  },

  DescribeTags({ Filters, MaxResults, NextToken }, call) {
    const all = allTags(call).flatMap(({ type, id, tags }) =>
      tags.map(({ Key, Value }) => ({ ResourceType: type, ResourceId: id, Key, Value })),
    )
    const found = filtered(all, Filters, {
      key: tag => tag.Key,
      value: tag => tag.Value,
      'resource-id': tag => tag.ResourceId,
      'resource-type': tag => tag.ResourceType,
    })
    const { items, next } = page(found, NextToken, MaxResults ?? 1000)
    return { Tags: items, NextToken: next }
  },
} satisfies Ec2Operations
