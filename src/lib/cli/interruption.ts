import { DeployctlError } from '../errors/index.ts'

/** How long a run that is told to stop may tidy up. A cancelled CI job is killed 7.5 s after its SIGINT. */
const graceMs = 4000
/** How long after its grace a run has to say what happened. */
const farewellMs = 500

export interface Interruption extends Disposable {
  readonly signal: AbortSignal
  /** Rejects with the signal's reason at the end of the grace. */
  readonly overdue: Promise<never>
}

/**
 * Turns Ctrl-C (and a CI system's SIGTERM), and the deadline, into one abort signal. The first asks the run to
 * finish what is in hand, a second ends the process at once, and the end of the grace ends it whatever still hangs.
 * @param timeoutMs where there is a deadline
 * @param speed of the clock that the deadline is measured by, against the wall's
 */
export function interruption(timeoutMs?: number, speed = 1): Interruption {
  const controller = new AbortController()
  const { promise: overdue, reject } = Promise.withResolvers<never>()
  // It need not be waited for.
  overdue.catch(() => {})
  let grace: NodeJS.Timeout | undefined
  const stop = (reason: DeployctlError) => {
    controller.abort(reason)
    grace ??= setTimeout(() => {
      reject(reason)
      setTimeout(() => process.exit(), farewellMs).unref()
    }, graceMs)
  }
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130)
    stop(new DeployctlError('run.interrupted', { message: 'Interrupted.' }))
  }
  const deadline =
    timeoutMs === undefined ? undefined : setTimeout(() => stop(passed(timeoutMs)), timeoutMs / speed)
  deadline?.unref()
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  return {
    signal: controller.signal,
    overdue,
    [Symbol.dispose]: () => {
      clearTimeout(deadline)
      clearTimeout(grace)
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
    },
  }
}

function passed(timeoutMs: number): DeployctlError {
  return new DeployctlError('run.deadline', {
    message: `The deadline of ${Math.round(timeoutMs / 1000)} s passed.`,
  })
}
