/** What the sandbox tells the program that runs a handler: an event to handle. */
export interface ToRunner {
  readonly requestId: string
  /** JSON. */
  readonly event: string
  readonly context: HandlerContext
  /** Ms by which the sandbox's time is ahead of this machine's. */
  readonly ahead: number
}

/** What a handler is told of its function and of this call, but for what only its own process knows. */
export interface HandlerContext {
  readonly functionName: string
  readonly functionVersion: string
  readonly invokedFunctionArn: string
  /** MiB, as text. */
  readonly memoryLimitInMB: string
  readonly logGroupName: string
  readonly logStreamName: string
  /** Real ms since the epoch at which the call is given up. */
  readonly deadline: number
}

/** What it tells back. */
export type FromRunner =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed-to-load'; readonly error: HandlerError }
  | { readonly kind: 'logged'; readonly text: string }
  | { readonly kind: 'answered'; readonly payload: string }
  | { readonly kind: 'failed'; readonly error: HandlerError }

/** An error in the form in which Lambda answers it. */
export interface HandlerError {
  readonly errorType: string
  readonly errorMessage: string
  readonly trace?: readonly string[]
}
