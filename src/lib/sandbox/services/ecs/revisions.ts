import type { ContainerImage } from '@aws-sdk/client-ecs'
import type { TaskDefinitionRecord } from './tables.ts'

/** The images that a revision runs; ECS keeps the digest that a tag stood for at the time. */
export function imagesOf({ containerDefinitions = [] }: TaskDefinitionRecord): ContainerImage[] {
  return containerDefinitions.map(({ name, image = '' }) => {
    const [, digest] = image.split('@')
    return { containerName: name, image, ...(digest && { imageDigest: digest }) }
  })
}
