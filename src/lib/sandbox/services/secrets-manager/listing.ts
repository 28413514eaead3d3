import type { Filter } from '@aws-sdk/client-secrets-manager'
import { awsError } from '../../aws-error.ts'
import { page } from '../paging.ts'
import { invalidParameter } from './records.ts'
import { type SecretOperations, type SecretRecord, secrets } from './tables.ts'

export const listingOperations = {
  ListSecrets(
    { Filters = [], IncludePlannedDeletion = false, MaxResults = 100, NextToken, SortOrder },
    call,
  ) {
    if (MaxResults < 1 || MaxResults > 100) {
      throw awsError('ValidationException', `Value '${MaxResults}' at 'maxResults' must be between 1 and 100`)
    }
    for (const { Values } of Filters) if (!Values?.length) throw invalidParameter('Invalid filter values')
    const found = call
      .table(secrets)
      .filter(
        secret =>
          (IncludePlannedDeletion || !secret.DeletedDate) && Filters.every(one => matches(secret, one)),
      )
    const oldestFirst = found.sort((a, b) => a.CreatedDate.getTime() - b.CreatedDate.getTime())
    const { items, next } = page(
      SortOrder === 'asc' ? oldestFirst : oldestFirst.reverse(),
      NextToken,
      MaxResults,
    )
    const SecretList = items.map(({ versions, deletionDate: _hidden, ...secret }) => ({
      ...secret,
      SecretVersionsToStages: Object.fromEntries(
        versions.map(({ VersionId, VersionStages }) => [VersionId, [...VersionStages]]),
      ),
    }))
    return { SecretList, NextToken: next }
  },
} satisfies SecretOperations

/** One of a filter's values must match; one that begins with `!` must not. */
function matches(secret: SecretRecord, { Key, Values = [] }: Filter): boolean {
  const unwanted = Values.filter(value => value.startsWith('!')).map(value => value.slice(1))
  const wanted = Values.filter(value => !value.startsWith('!'))
  const matchesOne = (value: string) => fieldsFor(Key, secret).some(test => test(value))
  return !unwanted.some(matchesOne) && (wanted.length === 0 || wanted.some(matchesOne))
}

type Test = (value: string) => boolean

/** Values are prefixes. AWS heeds case in names and tags, and not in descriptions and words of `all`. */
function fieldsFor(key: string | undefined, { Name, Description = '', Tags }: SecretRecord): Test[] {
  const prefixOf =
    (text: string): Test =>
    value =>
      text.startsWith(value)
  const loosely =
    (text: string): Test =>
    value =>
      text.toLowerCase().startsWith(value.toLowerCase())
  const words = [Name, ...Name.split(/[-/_+=.@]/), ...Description.split(/\s+/)]
  switch (key) {
    case 'name':
      return [prefixOf(Name)]
    case 'description':
      return Description.split(/\s+/).map(loosely).concat(loosely(Description))
    case 'tag-key':
      return Tags.map(tag => prefixOf(tag.Key ?? ''))
    case 'tag-value':
      return Tags.map(tag => prefixOf(tag.Value ?? ''))
    case 'all':
      return [...words, ...Tags.flatMap(tag => [tag.Key ?? '', tag.Value ?? ''])].map(loosely)
    case 'primary-region':
    case 'owning-service':
      return []
    default:
      throw awsError(
        'ValidationException',
        `Value '${key}' at 'filters.key' failed to satisfy constraint: unknown key`,
      )
  }
}
