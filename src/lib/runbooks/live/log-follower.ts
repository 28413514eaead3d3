import { unlessMissing } from '../../aws/index.ts'
import { logGroupName } from '../../resources/log-group.ts'
import { logStreamName } from '../../resources/log-stream.ts'
import type { Context } from '../context.ts'

/** The log of one task, as it grows. */
export interface LogFollower {
  /** Tells, each as an event, the lines that have come since the last time. */
  tell(): Promise<void>
  /** Those told; the newest where they are very many. */
  lines(): readonly string[]
}

const mostKept = 10_000
/** CloudWatch gives at most so many in one answer. */
const mostInOne = 10_000

export function logFollower(
  { ports, scope, signal, emit }: Pick<Context, 'ports' | 'scope' | 'signal' | 'emit'>,
  service: string,
  task: string,
): LogFollower {
  const stream = {
    logGroupName: logGroupName(scope, service),
    logStreamName: logStreamName(service, task),
    startFromHead: true,
    limit: mostInOne,
  }
  let nextToken: string | undefined
  let kept: string[] = []

  const read = async () => {
    // Until the container starts there is no stream.
    const page = await unlessMissing(ports.logs.getLogEvents({ ...stream, nextToken }, { signal }))
    const { events = [], nextForwardToken } = page ?? {}
    for (const { message = '', timestamp = 0 } of events) {
      const line = message.trimEnd()
      kept.push(line)
      emit({ type: 'log.line', service, message: line, at: new Date(timestamp).toISOString(), task })
    }
    kept = kept.slice(-mostKept)
    // At the end of a stream CloudWatch gives the same token again.
    const more = nextForwardToken !== undefined && nextForwardToken !== nextToken && events.length > 0
    nextToken = nextForwardToken ?? nextToken
    return more
  }

  return {
    async tell() {
      while (await read());
    },
    lines: () => kept,
  }
}
