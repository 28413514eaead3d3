/** An error as AWS would answer it; each protocol writes it in its own form. */
export class AwsError extends Error {
  override readonly name = 'AwsError'
  readonly code: string
  /** HTTP status; where absent, the client's error schema decides, and otherwise 400. */
  readonly status: number | undefined
  /** Further members of the modelled error, such as `resourceName`. */
  readonly members: Readonly<Record<string, unknown>>

  constructor(
    code: string,
    message: string,
    status?: number,
    members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message)
    this.code = code
    this.status = status
    this.members = members
  }
}

/**
 * Makes the error for a handler to throw.
 *
 * @param code the error's shape name (`LoadBalancerNotFoundException`) or its wire code (`LoadBalancerNotFound`)
 */
export function awsError(
  code: string,
  message: string,
  status?: number,
  members?: Readonly<Record<string, unknown>>,
): AwsError {
  return new AwsError(code, message, status, members)
}
