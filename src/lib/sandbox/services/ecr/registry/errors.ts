import { AwsError } from '../../../aws-error.ts'

/** A refusal in the words of the OCI distribution specification. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError'
  readonly status: number
  readonly code: string
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

export function registryError(
  status: number,
  code: string,
  message: string,
  headers?: Readonly<Record<string, string>>,
): RegistryError {
  return new RegistryError(status, code, message, headers)
}

/** ECR's own errors, as its registry tells them. */
const codes: Readonly<Record<string, readonly [status: number, code: string]>> = {
  RepositoryNotFoundException: [404, 'NAME_UNKNOWN'],
  LayersNotFoundException: [400, 'MANIFEST_BLOB_UNKNOWN'],
  ReferencedImagesNotFoundException: [400, 'MANIFEST_BLOB_UNKNOWN'],
  ImageTagAlreadyExistsException: [400, 'TAG_INVALID'],
  InvalidParameterException: [400, 'MANIFEST_INVALID'],
}

export function asRegistryError(error: unknown): RegistryError | undefined {
  if (error instanceof RegistryError) return error
  const [status, code] = (error instanceof AwsError && codes[error.code]) || []
  return status && code ? new RegistryError(status, code, (error as AwsError).message) : undefined
}
