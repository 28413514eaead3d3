import { DeployctlError } from '../errors/index.ts'

/** A stand-in or AWS itself answers within one of them. */
const patienceMs = 8000

/**
 * Does what is welcome and not needed, and gives it up where AWS keeps it waiting: some networks swallow what goes
 * out, and credentials may come from a program that asks for something.
 * @throws DeployctlError `aws.unreachable`
 */
export async function withinPatience<R>(work: (giveUp: AbortSignal) => Promise<R>): Promise<R> {
  const controller = new AbortController()
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const message = `AWS did not answer within ${patienceMs / 1000} seconds.`
    const reason = new DeployctlError('aws.unreachable', { message })
    controller.abort(reason)
    reject(reason)
  }, patienceMs)
  try {
    return await Promise.race([work(controller.signal), late])
  } finally {
    clearTimeout(timer)
  }
}
