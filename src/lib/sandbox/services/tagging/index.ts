import { awsError } from '../../aws-error.ts'
import { defineService } from '../../service.ts'
import { page } from '../paging.ts'
import { type TaggedResource, taggedResources } from './resources.ts'

/** Resource Groups Tagging: what carries a tag, across the services. */
export const tagging = defineService({
  id: 'tagging',
  load: () => import('@aws-sdk/client-resource-groups-tagging-api'),
  operations: {
    GetResources(input, call) {
      const {
        TagFilters = [],
        ResourceTypeFilters,
        ResourceARNList,
        ResourcesPerPage = 50,
        PaginationToken,
      } = input
      if (ResourceARNList && (TagFilters.length > 0 || ResourceTypeFilters)) {
        throw invalid('ResourceARNList cannot be combined with TagFilters or ResourceTypeFilters')
      }
      if (ResourcesPerPage < 1 || ResourcesPerPage > 100)
        throw invalid('ResourcesPerPage must be from 1 to 100')
      const found = taggedResources(call).filter(
        ({ arn, tags }) =>
          (ResourceARNList?.includes(arn) ?? true) &&
          (ResourceTypeFilters?.some(type => isOfType(arn, type)) ?? true) &&
          TagFilters.every(({ Key = '', Values = [] }) => hasTag(tags, Key, Values)),
      )
      const { items, next } = page(found, PaginationToken || undefined, ResourcesPerPage)
      const ResourceTagMappingList = items.map(({ arn, tags }) => ({
        ResourceARN: arn,
        Tags: tags.map(pair),
      }))
      // The last page's token is an empty string, not absent.
      return { ResourceTagMappingList, PaginationToken: next ?? '' }
    },

    GetTagKeys({ PaginationToken }, call) {
      const keys = taggedResources(call).flatMap(({ tags }) => tags.map(tag => pair(tag).Key))
      const { items, next } = page([...new Set(keys)].sort(), PaginationToken || undefined, 1000)
      return { TagKeys: items, PaginationToken: next ?? '' }
    },

    GetTagValues({ Key, PaginationToken }, call) {
      const tags = taggedResources(call).flatMap(resource => resource.tags.map(pair))
      const values = tags.filter(tag => tag.Key === Key).map(({ Value }) => Value)
      const { items, next } = page([...new Set(values)].sort(), PaginationToken || undefined, 1000)
      return { TagValues: items, PaginationToken: next ?? '' }
    },
  },
  invalidInputCode: 'InvalidParameterException',
})

type Tag = TaggedResource['tags'][number]

/** ECS spells a tag's members in lower case. */
function pair(tag: Tag): { Key: string; Value: string } {
  return { Key: tag.Key ?? tag.key ?? '', Value: tag.Value ?? tag.value ?? '' }
}

function hasTag(tags: readonly Tag[], key: string, values: readonly string[]): boolean {
  return tags
    .map(pair)
    .some(({ Key, Value }) => Key === key && (values.length === 0 || values.includes(Value)))
}

/** `ec2` or `ec2:vpc`: the service, and what its ARN says before the first `/` or `:`. */
function isOfType(arn: string, filter: string): boolean {
  const [service, type] = filter.split(/:(.*)/s)
  const [, , ofService, , , ...resource] = arn.split(':')
  const named = resource.join(':')
  return (
    ofService === service &&
    (type === undefined ||
      named === type ||
      (/^[/:]/.test(named.slice(type.length)) && named.startsWith(type)))
  )
}

function invalid(message: string) {
  return awsError('InvalidParameterException', message)
}
