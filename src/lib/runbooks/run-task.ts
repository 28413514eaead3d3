import { DeployctlError } from '../errors/index.ts'
import { type FinishedTask, hasPassed, type OneOffTask, runOnce as run } from '../resources/one-off-task.ts'
import type { Context } from './context.ts'

export type { FinishedTask, OneOffTask } from '../resources/one-off-task.ts'

/**
 * Runs a command of a service once in a container of its own and waits for its end, whatever its exit code.
 * @throws DeployctlError `run.not-started` where no task could be started; `release.command-failed` after `timeout`, and the
 *   task is stopped
 */
export async function runOnce(context: Context, task: OneOffTask): Promise<FinishedTask> {
  return run(context, task).catch(error => {
    throw hasPassed(error, context.signal) ? tooSlow(task, error) : error
  })
}

function tooSlow({ service, command, timeout }: OneOffTask, cause: unknown): DeployctlError {
  const words = command.join(' ')
  return new DeployctlError('release.command-failed', {
    message: `The command of ${service} (${words}) did not end within ${timeout} s and was stopped; no service was moved.`,
    hint: 'Give it more time in `release.timeout`, or mend it, then deploy again.',
    data: { service, command: words, timeout },
    cause,
  })
}
