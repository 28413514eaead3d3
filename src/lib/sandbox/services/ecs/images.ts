import type { Call } from '../../service.ts'
import { hasImage } from '../ecr/image-references.ts'
import { findImage } from '../ecr/lookup.ts'

/** Whether an image can be pulled. Registries other than the sandbox's own are taken at their word. */
export function imageExists(call: Call, image: string): boolean {
  return hasImage(call, onLoopback(call, image)) ?? true
}

/** The digest that an image stands for at the moment, where the sandbox's registry knows. */
export function digestOf(call: Call, image: string): string | undefined {
  const [reference = '', digest] = image.split('@')
  if (digest !== undefined) return digest
  const [, repository, imageTag = 'latest'] =
    /^[^/]+\/([^:]+)(?::(.+))?$/.exec(onLoopback(call, reference)) ?? []
  return repository === undefined ? undefined : findImage(call, repository, { imageTag })?.digest
}

/** AWS's own form of this account's and region's registry means the sandbox's, too. */
export function onLoopback(call: Call, image: string): string {
  return image.replace(`${call.account}.dkr.ecr.${call.region}.amazonaws.com/`, '127.0.0.1/')
}
