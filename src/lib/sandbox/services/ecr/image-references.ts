import type { Call } from '../../service.ts'
import { findImage } from './lookup.ts'
import { publicImage } from './registry/public-images.ts'
import { repositories } from './tables.ts'

/**
 * Whether this registry has the image of a task definition. The port is not looked at: a sandbox that starts again
 * may have to take another one, and the references in older task definitions stay good.
 *
 * @param reference such as `127.0.0.1:4566/shop-prod/api@sha256:…`
 * @returns undefined for an image of another registry
 */
export function hasImage(call: Call, reference: string): boolean | undefined {
  const [, repository, imageTag = 'latest', imageDigest] = onLoopback.exec(reference) ?? []
  if (repository === undefined) return undefined
  // As in Docker, a digest makes the tag beside it mean nothing.
  const id = imageDigest === undefined ? { imageTag } : { imageDigest }
  if (findImage(call, repository, id)) return true
  return publicImage(repository)?.manifests.has(imageDigest ?? imageTag) ?? false
}

/** An image of this registry, as it is to be pulled now: the port of an older sandbox means nothing any more. */
export function onThisRegistry(call: Call, reference: string): string {
  const { host } = new URL(call.endpoint)
  return onLoopback.test(reference) ? reference.replace(/^[^/]+/, host) : reference
}

/** Whether an image is one that the registry holds from the start, and nobody else has taken its name. */
export function isBuiltIn(call: Call, reference: string): boolean {
  const [, repository = ''] = onLoopback.exec(reference) ?? []
  return publicImage(repository) !== undefined && !call.table(repositories).has(repository)
}

const onLoopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?\/([^:@]+)(?::([^@]+))?(?:@(.+))?$/
