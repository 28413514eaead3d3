import type { ContainerImage } from '@aws-sdk/client-ecs'
import type { Call } from '../../service.ts'
import { digestOf } from './images.ts'
import type { TaskDefinitionRecord } from './tables.ts'

/** The images that a revision runs, with the digests that their tags stand for at the time. */
export function imagesOf(call: Call, { containerDefinitions = [] }: TaskDefinitionRecord): ContainerImage[] {
  return containerDefinitions.map(({ name, image = '' }) => {
    const imageDigest = digestOf(call, image)
    return { containerName: name, image, ...(imageDigest && { imageDigest }) }
  })
}
