import type { Call } from '../../service.ts'

/** How a container behaves, from the fault plan or from its environment; everything absent is well. */
export interface Behaviour {
  /** The essential container exits. */
  readonly crash?:
    | true
    | { readonly exitCode?: number; readonly afterSeconds?: number; readonly log?: string }
  /** It runs, and fails its health checks: by a time-out, or with an HTTP code. */
  readonly neverHealthy?: true | { readonly code?: number }
  /** Seconds after RUNNING before it answers health checks. */
  readonly slowStart?: number
  /** Seconds after RUNNING from which on it fails its health checks. */
  readonly unhealthyAfter?: number
  /** Fargate Spot takes tasks back, those that already run, too: all of them, or so many. */
  readonly spotInterrupt?: true | { readonly afterSeconds?: number; readonly count?: number }
  /** Fargate has no room: in any capacity provider, or in the one named. */
  readonly capacity?: 'unavailable' | Readonly<Record<string, 'unavailable'>>
  /** How a one-off task (RunTask) ends. */
  readonly release?: { readonly exitCode?: number; readonly afterSeconds?: number; readonly log?: string }
  /** Only tasks of these revisions of the task definition. */
  readonly revisions?: readonly number[]
  /** Only until so many tasks of the deployment have failed. */
  readonly times?: number
}

/** What will become of a task once it runs. Seconds count from `startedAt`; settled once, so that reads agree. */
export interface Fate {
  readonly exit?: { readonly code: number; readonly afterSeconds: number; readonly log?: string | undefined }
  /** When it begins to answer health checks; null is never. */
  readonly upAfter: number | null
  /** When it stops to answer them; null is never. */
  readonly downAfter: number | null
  /** HTTP code of a failed health check; a time-out where absent. */
  readonly code?: number | undefined
}

/** Whom a behaviour may be about: each name matches whole, or as the last part behind a `-`, `/`, `:` or `@`. */
export interface Subject {
  readonly names: readonly string[]
  readonly revision: number
  readonly failedTasks: number
  /** The containers' environment, overrides included. */
  readonly environment: Readonly<Record<string, string>>
}

/** The fault plan's word on a task, and otherwise its own environment's. */
export function behaviourOf(subject: Subject, faults: Call['faults']): Behaviour {
  const planned = Object.entries(faults as Record<string, Behaviour>).find(
    ([key, behaviour]) => subject.names.some(name => isCalled(name, key)) && applies(behaviour, subject),
  )
  return planned?.[1] ?? readBehaviour(subject.environment.SANDBOX_BEHAVIOUR ?? '')
}

/**
 * Reads the environment's convention: words separated by commas.
 * `crash`, `crash:CODE`, `crash:CODE:SECONDS`, `exit:CODE` (one-off tasks only), `never-healthy`,
 * `never-healthy:HTTPCODE`, `slow-start:SECONDS`, `unhealthy-after:SECONDS`.
 */
export function readBehaviour(text: string): Behaviour {
  return Object.assign({}, ...text.split(',').map(word => readWord(word.trim().split(':'))))
}

function readWord([word, ...given]: string[]): Behaviour {
  const [first, second] = given.map(Number)
  if (word === 'crash') return { crash: { exitCode: first ?? 1, afterSeconds: second ?? 1 } }
  if (word === 'exit') return { release: { exitCode: first ?? 1 } }
  if (word === 'never-healthy') return { neverHealthy: first === undefined ? true : { code: first } }
  if (word === 'slow-start') return { slowStart: first ?? 0 }
  if (word === 'unhealthy-after') return { unhealthyAfter: first ?? 0 }
  return {}
}

/** Settles a task's fate. A one-off task that nothing is said about does its work in five seconds and exits with 0. */
export function fateOf(behaviour: Behaviour, isOneOff: boolean): Fate {
  const crash = behaviour.crash === true ? {} : behaviour.crash
  const release = isOneOff ? (behaviour.release ?? (crash ? undefined : {})) : undefined
  const neverHealthy = behaviour.neverHealthy === true ? {} : behaviour.neverHealthy
  return {
    ...(crash && !release && { exit: exitOf(crash, 1, 1) }),
    ...(release && { exit: exitOf(release, 0, 5) }),
    upAfter: neverHealthy ? null : (behaviour.slowStart ?? 0),
    downAfter: behaviour.unhealthyAfter ?? null,
    code: neverHealthy?.code,
  }
}

function exitOf(
  { exitCode, afterSeconds, log }: Exclude<NonNullable<Behaviour['release']>, true>,
  code: number,
  seconds: number,
): NonNullable<Fate['exit']> {
  return { code: exitCode ?? code, afterSeconds: afterSeconds ?? seconds, log }
}

export function isCalled(name: string, key: string): boolean {
  return name === key || ['-', '/', ':', '@'].some(separator => name.endsWith(separator + key))
}

function applies({ revisions, times }: Behaviour, { revision, failedTasks }: Subject): boolean {
  return (revisions?.includes(revision) ?? true) && failedTasks < (times ?? Number.POSITIVE_INFINITY)
}
