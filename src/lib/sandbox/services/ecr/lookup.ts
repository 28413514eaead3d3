import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { type ImageRecord, images, type RepositoryRecord, repositories } from './tables.ts'

/** @throws AwsError RepositoryNotFoundException */
export function findRepository(call: Call, name: string): RepositoryRecord {
  const repository = call.table(repositories).get(name)
  if (!repository) {
    throw awsError(
      'RepositoryNotFoundException',
      `The repository with name '${name}' does not exist in the registry with id '${call.account}'`,
    )
  }
  return repository
}

export function imagesOf(call: Call, repositoryName: string): ImageRecord[] {
  return call.table(images).filter(image => image.repositoryName === repositoryName)
}

interface ImageId {
  readonly imageDigest?: string | undefined
  readonly imageTag?: string | undefined
}

/** The image with that digest and, or, that tag. */
export function findImage(call: Call, repositoryName: string, id: ImageId): ImageRecord | undefined {
  return imagesOf(call, repositoryName).find(
    ({ digest, tags }) =>
      (id.imageDigest === undefined || id.imageDigest === digest) &&
      (id.imageTag === undefined || tags.includes(id.imageTag)),
  )
}

export function invalidParameter(name: string, problem: string): AwsError {
  return awsError(
    'InvalidParameterException',
    `Invalid parameter at '${name}' failed to satisfy constraint: '${problem}'`,
  )
}
