import type { Call } from '../../service.ts'
import { dropLayersOf } from './layers.ts'
import { type ImageRecord, imageKey, images } from './tables.ts'

/** The index that an image is a part of; ECR deletes no such image. */
export function findIndexOf(image: ImageRecord, others: readonly ImageRecord[]): ImageRecord | undefined {
  return others.find(other => other.digest !== image.digest && other.manifest.includes(image.digest))
}

/** Deletes an image with all its tags, and the layers that only it needed. */
export function deleteImage(call: Call, image: ImageRecord): void {
  call.table(images).delete(imageKey(image.repositoryName, image.digest))
  dropLayersOf(call, image)
}

/** Takes a tag from its image, which stays. */
export function removeTag(
  call: Call,
  { repositoryName, digest }: ImageRecord,
  tag: string | undefined,
): void {
  call.table(images).update(imageKey(repositoryName, digest), draft => {
    draft.tags = draft.tags.filter(other => other !== tag)
  })
}
