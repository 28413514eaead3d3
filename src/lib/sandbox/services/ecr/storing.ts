import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { requireParts } from './layers.ts'
import { findImage, findRepository, invalidParameter } from './lookup.ts'
import { digestOf, readManifest } from './manifest.ts'
import { type ImageRecord, imageKey, images } from './tables.ts'

export interface NewImage {
  readonly repositoryName: string
  /** The manifest's exact text. */
  readonly manifest: string
  /** The manifest's own where absent; the two must agree. */
  readonly mediaType?: string | undefined
  readonly tag?: string | undefined
}

/**
 * Keeps a manifest under its digest and, where there is one, a tag, which moves here from any other image.
 *
 * @throws AwsError where the manifest cannot be read or names what the repository lacks, or the tag is taken in a repository whose tags are immutable
 */
export function storeImage(call: Call, { repositoryName, manifest, mediaType, tag }: NewImage): ImageRecord {
  const { imageTagMutability } = findRepository(call, repositoryName)
  const content = readManifest(manifest, mediaType)
  if (!content) throw invalidParameter('ImageManifest', 'Invalid image manifest')
  requireParts(call, repositoryName, content)
  const digest = digestOf(manifest)
  const holder = tag === undefined ? undefined : findImage(call, repositoryName, { imageTag: tag })
  if (holder && holder.digest !== digest) {
    if (imageTagMutability.startsWith('IMMUTABLE')) {
      throw awsError(
        'ImageTagAlreadyExistsException',
        `The image tag '${tag}' already exists in the '${repositoryName}' repository and cannot be overwritten because the tag is immutable.`,
      )
    }
    call.table(images).update(imageKey(repositoryName, holder.digest), draft => {
      draft.tags = draft.tags.filter(other => other !== tag)
    })
  }
  const existing = call.table(images).get(imageKey(repositoryName, digest))
  const tags = existing?.tags ?? []
  return call.table(images).put(imageKey(repositoryName, digest), {
    repositoryName,
    digest,
    manifest,
    mediaType: content.mediaType,
    tags: tag === undefined || tags.includes(tag) ? tags : [...tags, tag],
    sizeInBytes: sizeOf(manifest),
    pushedAt: existing?.pushedAt ?? call.date,
  })
}

interface Sized {
  readonly size?: number
}

/** What ECR bills: the layers, compressed, and the configuration. */
function sizeOf(manifest: string): number {
  const content = JSON.parse(manifest) as { config?: Sized; layers?: Sized[]; manifests?: Sized[] }
  const { config, layers = [], manifests = [] } = content
  return [config, ...layers, ...manifests].reduce((sum, part) => sum + (part?.size ?? 0), 0)
}
