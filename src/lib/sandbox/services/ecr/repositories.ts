import type { Repository, Tag } from '@aws-sdk/client-ecr'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { withoutTags, withTags } from '../tags.ts'
import { givePassword } from './authorization.ts'
import { dropAllLayers } from './layers.ts'
import { findRepository, imagesOf, invalidParameter } from './lookup.ts'
import { type EcrOperations, imageKey, images, type RepositoryRecord, repositories } from './tables.ts'
import { repositoryUri } from './uri.ts'

export const repositoryOperations = {
  CreateRepository(input, call) {
    const { repositoryName, tags, imageTagMutability = 'MUTABLE', imageTagMutabilityExclusionFilters } = input
    checkName(repositoryName)
    checkMutability(imageTagMutability)
    if (call.table(repositories).has(repositoryName)) {
      throw awsError(
        'RepositoryAlreadyExistsException',
        `The repository with name '${repositoryName}' already exists in the registry with id '${call.account}'`,
      )
    }
    const repository = call.table(repositories).put(repositoryName, {
      repositoryName,
      repositoryArn: call.arn(`repository/${repositoryName}`),
      createdAt: call.date,
      imageTagMutability,
      imageTagMutabilityExclusionFilters,
      scanOnPush: input.imageScanningConfiguration?.scanOnPush ?? false,
      encryptionConfiguration: input.encryptionConfiguration ?? { encryptionType: 'AES256' },
      Tags: withTags([], tags),
    })
    return { repository: shown(repository, call) }
  },

  DescribeRepositories({ repositoryNames, maxResults = 100, nextToken }, call) {
    const found =
      repositoryNames?.map(name => findRepository(call, name)) ?? call.table(repositories).values()
    const { items, next } = page(found, nextToken, maxResults)
    return { repositories: items.map(repository => shown(repository, call)), nextToken: next }
  },

  DeleteRepository({ repositoryName, force = false }, call) {
    const repository = findRepository(call, repositoryName)
    if (!force && imagesOf(call, repositoryName).length > 0) {
      throw awsError(
        'RepositoryNotEmptyException',
        `The repository with name '${repositoryName}' in registry with id '${call.account}' cannot be deleted because it still contains images`,
      )
    }
    for (const { digest } of imagesOf(call, repositoryName))
      call.table(images).delete(imageKey(repositoryName, digest))
    dropAllLayers(call, repositoryName)
    call.table(repositories).delete(repositoryName)
    return { repository: shown(repository, call) }
  },

  PutImageScanningConfiguration({ repositoryName, imageScanningConfiguration }, call) {
    findRepository(call, repositoryName)
    const { scanOnPush } = call.table(repositories).update(repositoryName, draft => {
      draft.scanOnPush = imageScanningConfiguration.scanOnPush ?? false
    })
    return { registryId: call.account, repositoryName, imageScanningConfiguration: { scanOnPush } }
  },

  PutImageTagMutability({ repositoryName, imageTagMutability, imageTagMutabilityExclusionFilters }, call) {
    findRepository(call, repositoryName)
    checkMutability(imageTagMutability)
    call.table(repositories).update(repositoryName, draft => {
      draft.imageTagMutability = imageTagMutability
      draft.imageTagMutabilityExclusionFilters = imageTagMutabilityExclusionFilters
    })
    return {
      registryId: call.account,
      repositoryName,
      imageTagMutability,
      imageTagMutabilityExclusionFilters,
    }
  },

  TagResource({ resourceArn, tags }, call) {
    changeTags(resourceArn, call, have => withTags(have, tags))
    return {}
  },

  UntagResource({ resourceArn, tagKeys }, call) {
    changeTags(resourceArn, call, have => withoutTags(have, tagKeys))
    return {}
  },

  ListTagsForResource: ({ resourceArn }, call) => ({ tags: repositoryAt(resourceArn, call).Tags as Tag[] }),

  GetAuthorizationToken(_input, call) {
    const { password, expiresAt } = givePassword(call)
    const authorizationToken = Buffer.from(`AWS:${password}`).toString('base64')
    return { authorizationData: [{ authorizationToken, expiresAt, proxyEndpoint: call.endpoint }] }
  },
} satisfies EcrOperations

function shown(repository: RepositoryRecord, call: Call): Repository {
  const { repositoryName, scanOnPush } = repository
  return {
    repositoryName,
    repositoryArn: repository.repositoryArn,
    registryId: call.account,
    repositoryUri: repositoryUri(call, repositoryName),
    createdAt: repository.createdAt,
    imageTagMutability: repository.imageTagMutability,
    imageTagMutabilityExclusionFilters: repository.imageTagMutabilityExclusionFilters,
    imageScanningConfiguration: { scanOnPush },
    encryptionConfiguration: repository.encryptionConfiguration,
  }
}

function repositoryAt(arn: string, call: Call): RepositoryRecord {
  return findRepository(call, arn.slice(call.arn('repository/').length))
}

function changeTags(arn: string, call: Call, change: (have: Tag[]) => RepositoryRecord['Tags']): void {
  call.table(repositories).update(repositoryAt(arn, call).repositoryName, draft => {
    draft.Tags = change(draft.Tags)
  })
}

const namePattern = /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/

function checkName(name: string): void {
  if (name.length < 2 || name.length > 256 || !namePattern.test(name)) {
    throw invalidParameter(
      'repositoryName',
      `must satisfy regular expression '${namePattern.source.slice(1, -1)}'`,
    )
  }
}

function checkMutability(value: string): void {
  if (!/^(IM)?MUTABLE(_WITH_EXCLUSION)?$/.test(value)) {
    throw invalidParameter('imageTagMutability', 'must be a valid tag mutability setting')
  }
}
