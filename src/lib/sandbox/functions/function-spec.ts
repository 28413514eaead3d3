import type { HandlerContext, HandlerError } from './messages.ts'

/** One version of a function, as it is to be run. Knows nothing of Lambda's API. */
export interface FunctionSpec {
  /** The same for the same code in the same configuration: what may share a process. */
  readonly key: string
  /** Of the package. */
  readonly sha256: string
  /** Variables, and nothing else: what Lambda sets and what the user does. */
  readonly environment: Readonly<Record<string, string>>
  /** MiB. */
  readonly memory: number
  /** Real seconds that one event may take. */
  readonly timeout: number
}

export interface Invocation {
  readonly requestId: string
  /** JSON. */
  readonly event: string
  readonly context: Omit<HandlerContext, 'deadline'>
  /** Virtual ms since the epoch at which it begins. */
  readonly now: number
}

/** What became of one event: a payload, or an error. */
export interface Ran {
  /** JSON. */
  readonly payload?: string
  readonly error?: HandlerError
  readonly lines: readonly string[]
  /** Real ms. */
  readonly durationMs: number
  /** Real ms that the code took to load; absent where it was loaded already. */
  readonly initMs?: number
}
