import { DeployctlError } from '../errors/index.ts'

/** How long an interrupted run may tidy up. A cancelled CI job is killed 7.5 s after its SIGINT. */
const graceMs = 4500

export interface Interruption extends Disposable {
  readonly signal: AbortSignal
}

/**
 * Turns Ctrl-C (and a CI system's SIGTERM), and the deadline, into one abort signal.
 * The first asks the run to finish what is in hand; a second, or the end of the grace, ends the process.
 * @param deadlineMs wall-clock milliseconds, where there is a deadline
 */
export function interruption(deadlineMs?: number): Interruption {
  const controller = new AbortController()
  const leave = () => process.exit(130)
  const onSignal = () => {
    if (controller.signal.aborted) leave()
    controller.abort(new DeployctlError('run.interrupted', { message: 'Interrupted.' }))
    setTimeout(leave, graceMs).unref()
  }
  const deadline =
    deadlineMs === undefined ? undefined : setTimeout(() => controller.abort(passed(deadlineMs)), deadlineMs)
  deadline?.unref()
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      clearTimeout(deadline)
      process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
    },
  }
}

function passed(deadlineMs: number): DeployctlError {
  return new DeployctlError('run.deadline', {
    message: `The deadline of ${Math.round(deadlineMs / 1000)} s passed.`,
  })
}
