import { AwsError } from './aws-error.ts'
import type { Protocol } from './protocols/index.ts'
import type { InvalidInput } from './validation.ts'

type ProtocolId = Protocol['id']
type Forms = Readonly<Record<ProtocolId, readonly [code: string, status: number]>>

/** Errors that AWS's front door answers before a service is asked, which each protocol names in its own way. */
const forms = {
  throttled: {
    json: ['ThrottlingException', 400],
    cbor: ['ThrottlingException', 400],
    query: ['Throttling', 400],
    ec2: ['RequestLimitExceeded', 503],
    'rest-json': ['ThrottlingException', 429],
    'rest-xml': ['Throttling', 400],
  },
  expired: {
    json: ['ExpiredTokenException', 400],
    cbor: ['ExpiredTokenException', 400],
    query: ['ExpiredToken', 403],
    ec2: ['RequestExpired', 400],
    'rest-json': ['ExpiredTokenException', 403],
    'rest-xml': ['ExpiredToken', 403],
  },
  unsigned: {
    json: ['MissingAuthenticationTokenException', 400],
    cbor: ['MissingAuthenticationTokenException', 400],
    query: ['MissingAuthenticationToken', 403],
    ec2: ['MissingAuthenticationToken', 403],
    'rest-json': ['MissingAuthenticationTokenException', 403],
    'rest-xml': ['AccessDenied', 403],
  },
  internal: {
    json: ['InternalServerException', 500],
    cbor: ['InternalServerException', 500],
    query: ['InternalFailure', 500],
    ec2: ['InternalError', 500],
    'rest-json': ['InternalServerException', 500],
    'rest-xml': ['InternalError', 500],
  },
} as const satisfies Record<string, Forms>

export type CommonError = keyof typeof forms

/** S3 has names of its own for some of these. */
const s3Forms: Readonly<Partial<Record<CommonError, readonly [code: string, status: number]>>> = {
  throttled: ['SlowDown', 503],
  expired: ['ExpiredToken', 400],
}

export function commonError(
  kind: CommonError,
  protocol: Protocol,
  service: string,
  message: string,
): AwsError {
  const [code, status] = (service === 's3' && s3Forms[kind]) || forms[kind][protocol.id]
  return new AwsError(code, message, status)
}

/** An operation or a service that the sandbox does not have. Never retried by an SDK, unlike a 500. */
export function notImplemented(service: string, operation = 'what was asked'): AwsError {
  return new AwsError('NotImplemented', `The sandbox does not implement ${operation} of ${service}.`, 501)
}

/** The validation error for refused input, worded as AWS words it. */
export function invalidInput({ problems }: InvalidInput, protocol: Protocol, code?: string): AwsError {
  const messages = problems.map(({ kind, path }) =>
    kind === 'missing'
      ? `Value null at '${path}' failed to satisfy constraint: Member must not be null`
      : kind === 'unknown'
        ? `The parameter ${path} is not recognized`
        : `Value at '${path}' is of the wrong type`,
  )
  const count = problems.length === 1 ? '1 validation error' : `${problems.length} validation errors`
  return new AwsError(
    code ?? protocol.invalidInputCode(problems[0]!),
    `${count} detected: ${messages.join('; ')}`,
    400,
  )
}
