import { DeployctlError, type ErrorCode } from '../errors/index.ts'

/** What kind of refusal an AWS error is; resources branch on this, never on AWS's own names. */
export type AwsReason =
  | 'missing'
  | 'exists'
  | 'in-use'
  | 'throttled'
  | 'contended'
  | 'denied'
  | 'expired'
  | 'no-credentials'
  | 'precondition'
  | 'invalid'
  | 'unavailable'
  | 'aborted'
  | 'unknown'

interface Origin {
  readonly service: string
  readonly operation: string
  readonly signal?: AbortSignal | undefined
}

/** Ordered: the first pattern that the error's name matches tells its reason. Matched by name, never by HTTP status. */
const reasons: readonly (readonly [RegExp, AwsReason])[] = [
  [
    /^(ExpiredToken(Exception)?|RequestExpired|InvalidClientTokenId|InvalidAccessKeyId|InvalidToken|UnrecognizedClientException|AuthFailure|SignatureDoesNotMatch|InvalidSignatureException)$/,
    'expired',
  ],
  [
    /^(CredentialsProviderError|TokenProviderError|MissingAuthenticationToken(Exception)?)$/,
    'no-credentials',
  ],
  [
    /^(AccessDenied(Exception)?|UnauthorizedOperation|AuthorizationError(Exception)?|OptInRequired|Forbidden|403)$/,
    'denied',
  ],
  [
    /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|TooManyUpdates|PriorRequestNotComplete/,
    'throttled',
  ],
  [/^Concurrent(Update|Modification)|^ContinuousBackupsUnavailable|^OperationAborted$/, 'contended'],
  [/^(PreconditionFailed|ConditionalRequestConflict)$/, 'precondition'],
  [
    /NotFound|NoSuch|DoesNotExist|ClusterNotFound|ServiceNotFound|ServiceNotActive|^Gateway\.NotAttached$|^NotFound$|^Invalid.*\.NotFound$|^404$/,
    'missing',
  ],
  [
    /AlreadyExist|Duplicate|AlreadyOwnedByYou|EntityAlreadyExists|ResourceExists|AlreadyAssociated|^MountTargetConflict/,
    'exists',
  ],
  [
    /DependencyViolation|InUse|DeleteConflict|HasAssociat|NotEmpty|ClusterContains|UpdateInProgress|ResourceConflict|InvalidIPAddress\.InUse|InvalidDB(Instance|Cluster|SubnetGroup|ParameterGroup|Proxy)State/,
    'in-use',
  ],
  [
    /Timeout|ServiceUnavailable|Internal(Failure|Error|Server|Service)|ServerException|^(ECONN|EHOST|ENET|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT)|socket hang up|^NetworkingError$/i,
    'unavailable',
  ],
  [/Invalid|Validation|Malformed|Missing|ClientException|BadRequest|Unsupported/, 'invalid'],
]

/** Turns whatever an SDK client threw into one DeployctlError that knows its reason, service and operation. */
export function translate(error: unknown, origin: Origin): DeployctlError {
  if (error instanceof DeployctlError) return error
  const name = nameOf(error)
  const said = error instanceof Error ? error.message : String(error)
  const reason = origin.signal?.aborted ? 'aborted' : reasonOf(name, said)
  const code = reason === 'aborted' ? abortedBy(origin.signal?.reason) : codeOf(reason)
  return new DeployctlError(code, {
    message: `${origin.service}:${origin.operation} failed: ${name}: ${said}`,
    data: { reason, service: origin.service, operation: origin.operation, name, said },
    cause: error,
  })
}

/** The reason of an error that a port threw; undefined for every other error. */
export function awsReason(error: unknown): AwsReason | undefined {
  return error instanceof DeployctlError ? (error.data.reason as AwsReason | undefined) : undefined
}

/** What AWS itself called the error, for the few places where the reason is not enough. */
export function awsName(error: unknown): string | undefined {
  return error instanceof DeployctlError ? (error.data.name as string | undefined) : undefined
}

/** Resolves to undefined where AWS says that the thing is not there; for reads, and for removals (gone is success). */
export async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  return call.catch(error => {
    if (awsReason(error) === 'missing') return undefined
    throw error
  })
}

/** Resolves to undefined where AWS says that the thing stands already; for creations repeated after a crash. */
export async function unlessExists<T>(call: Promise<T>): Promise<T | undefined> {
  return call.catch(error => {
    if (awsReason(error) === 'exists') return undefined
    throw error
  })
}

/** Ctrl-C, the deadline and a lost lock all abort calls; each is told as what it is. */
function abortedBy(reason: unknown): ErrorCode {
  return reason instanceof DeployctlError ? reason.code : 'run.interrupted'
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UnknownError'
  const { code, Code } = error as { code?: unknown; Code?: unknown }
  // EC2 and network errors keep their telling name in `code`; `name` is then plain "Error", or "AggregateError"
  // where none of a host's addresses answered.
  if (/^(Error|UnknownError|AggregateError)$/.test(error.name)) {
    if (typeof Code === 'string') return Code
    if (typeof code === 'string') return code
  }
  return error.name
}

function reasonOf(name: string, said: string): AwsReason {
  // ECS has no name of its own for two registrations of one family that meet.
  if (name === 'ClientException' && said.includes('Too many concurrent attempts')) return 'contended'
  // API Gateway deploys after each change by itself, and refuses the next one meanwhile.
  if (name === 'ConflictException' && /concurrent/i.test(said)) return 'contended'
  // Lambda has one name for a function that stands already and for one that is busy.
  if (name.endsWith('ConflictException') && /already exist/i.test(said)) return 'exists'
  if (name === 'ResourceConflictException' && said.includes('cannot be performed at this time'))
    return 'contended'
  return reasons.find(([pattern]) => pattern.test(name))?.[1] ?? 'unknown'
}

function codeOf(reason: AwsReason): ErrorCode {
  switch (reason) {
    case 'denied':
      return 'aws.denied'
    case 'expired':
      return 'aws.expired-credentials'
    case 'no-credentials':
      return 'aws.no-credentials'
    case 'unavailable':
      return 'aws.unreachable'
    default:
      return 'aws.refused'
  }
}
