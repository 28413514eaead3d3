import type { ImageDetail, ImageFailure, ImageIdentifier } from '@aws-sdk/client-ecr'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { deleteImage, findIndexOf, removeTag } from './deletion.ts'
import { findImage, findRepository, imagesOf } from './lookup.ts'
import { storeImage } from './storing.ts'
import type { EcrOperations, ImageRecord } from './tables.ts'

export const imageOperations = {
  PutImage({ repositoryName, imageManifest, imageManifestMediaType, imageTag, imageDigest }, call) {
    findRepository(call, repositoryName)
    const before = imageTag ? findImage(call, repositoryName, { imageTag }) : undefined
    const stored = storeImage(call, {
      repositoryName,
      manifest: imageManifest,
      mediaType: imageManifestMediaType,
      tag: imageTag,
    })
    if (imageDigest !== undefined && imageDigest !== stored.digest) {
      throw awsError(
        'ImageDigestDoesNotMatchException',
        `The calculated digest '${stored.digest}' does not match the provided digest '${imageDigest}'`,
      )
    }
    if (before?.digest === stored.digest) {
      throw awsError(
        'ImageAlreadyExistsException',
        `Image with digest '${stored.digest}' and tag '${imageTag}' already exists in the repository with name '${repositoryName}' in registry with id '${call.account}'`,
      )
    }
    return { image: withManifest(stored, { imageDigest: stored.digest, imageTag }, call) }
  },

  BatchGetImage({ repositoryName, imageIds }, call) {
    findRepository(call, repositoryName)
    const { found, failures } = split(imageIds, repositoryName, call)
    return {
      images: found.map(([image, id]) => withManifest(image, { ...id, imageDigest: image.digest }, call)),
      failures,
    }
  },

  BatchDeleteImage({ repositoryName, imageIds }, call) {
    findRepository(call, repositoryName)
    const { found, failures } = split(imageIds, repositoryName, call)
    const deletions = found.map(([image, id]) => remove(image, id, call))
    return {
      imageIds: deletions.flatMap(one => one.deleted),
      failures: [...failures, ...deletions.flatMap(one => one.failures)],
    }
  },

  ListImages({ repositoryName, filter, maxResults = 100, nextToken }, call) {
    findRepository(call, repositoryName)
    const ids = imagesOf(call, repositoryName)
      .filter(image => hasStatus(image, filter?.tagStatus))
      .flatMap(idsOf)
    const { items, next } = page(ids, nextToken, maxResults)
    return { imageIds: items, nextToken: next }
  },

  DescribeImages({ repositoryName, imageIds, filter, maxResults = 100, nextToken }, call) {
    findRepository(call, repositoryName)
    const asked = imageIds?.map(
      id => findImage(call, repositoryName, id) ?? missing(id, repositoryName, call),
    )
    const found = asked ? [...new Set(asked)] : imagesOf(call, repositoryName)
    const { items, next } = page(
      found.filter(image => hasStatus(image, filter?.tagStatus)),
      nextToken,
      maxResults,
    )
    return { imageDetails: items.map(image => detail(image, call)), nextToken: next }
  },
} satisfies EcrOperations

/** The images that are there, each with the id by which it was asked for, and failures for the others. */
function split(ids: readonly ImageIdentifier[], repositoryName: string, call: Call) {
  const found: [ImageRecord, ImageIdentifier][] = []
  const failures: ImageFailure[] = []
  for (const imageId of ids) {
    const image = findImage(call, repositoryName, imageId)
    if (image) found.push([image, imageId])
    else failures.push({ imageId, failureCode: 'ImageNotFound', failureReason: 'Requested image not found' })
  }
  return { found, failures }
}

/** By tag, only the tag goes, and the image with its last one; by digest, everything. */
function remove(image: ImageRecord, { imageDigest, imageTag }: ImageIdentifier, call: Call) {
  if (imageDigest === undefined && imageTag !== undefined && image.tags.length > 1) {
    removeTag(call, image, imageTag)
    return { deleted: [{ imageDigest: image.digest, imageTag }], failures: [] }
  }
  const index = findIndexOf(image, imagesOf(call, image.repositoryName))
  if (index) {
    const failureReason = `Requested image referenced by manifest list: [${index.digest}]`
    const failureCode = 'ImageReferencedByManifestList' as const
    return { deleted: [], failures: [{ imageId: { imageDigest, imageTag }, failureCode, failureReason }] }
  }
  deleteImage(call, image)
  return { deleted: idsOf(image), failures: [] }
}

function idsOf({ digest, tags }: ImageRecord): ImageIdentifier[] {
  return tags.length === 0
    ? [{ imageDigest: digest }]
    : tags.map(imageTag => ({ imageDigest: digest, imageTag }))
}

function withManifest(
  { repositoryName, manifest, mediaType }: ImageRecord,
  imageId: ImageIdentifier,
  call: Call,
) {
  return {
    registryId: call.account,
    repositoryName,
    imageId,
    imageManifest: manifest,
    imageManifestMediaType: mediaType,
  }
}

function detail({ repositoryName, digest, tags, mediaType, ...image }: ImageRecord, call: Call): ImageDetail {
  return {
    registryId: call.account,
    repositoryName,
    imageDigest: digest,
    imageTags: tags.length > 0 ? [...tags] : undefined,
    imageSizeInBytes: image.sizeInBytes,
    imagePushedAt: image.pushedAt,
    lastRecordedPullTime: image.lastPulledAt,
    imageManifestMediaType: mediaType,
    artifactMediaType: 'application/vnd.docker.container.image.v1+json',
  }
}

function hasStatus({ tags }: ImageRecord, status: string | undefined): boolean {
  if (status === 'TAGGED') return tags.length > 0
  return status !== 'UNTAGGED' || tags.length === 0
}

function missing({ imageDigest, imageTag }: ImageIdentifier, repositoryName: string, call: Call): never {
  const [digest, tag] = [imageDigest, imageTag].map(value => (value === undefined ? 'null' : `'${value}'`))
  throw awsError(
    'ImageNotFoundException',
    `The image with imageId {imageDigest:${digest}, imageTag:${tag}} does not exist within the repository with name '${repositoryName}' in the registry with id '${call.account}'`,
  )
}
