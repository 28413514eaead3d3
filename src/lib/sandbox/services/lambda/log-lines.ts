import type { Ran } from '../../functions/function-spec.ts'
import type { Call } from '../../service.ts'
import { isAllowed } from '../ecs/roles.ts'
import { logGroups } from '../logs/tables.ts'
import { appendLines, ensureStream } from '../logs/writing.ts'
import type { VersionRecord } from './tables.ts'

/** What Lambda writes about one event, with what the function itself wrote in between. */
export function logLines({ version, memory }: VersionRecord, requestId: string, ran: Ran): string[] {
  const { error, durationMs, initMs, lines } = ran
  const billed = Math.ceil(durationMs + (initMs ?? 0))
  const report = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${billed} ms`,
    `Memory Size: ${memory} MB`,
    ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
    ...(error?.errorType === 'Sandbox.Timedout' ? ['Status: timeout'] : []),
  ]
  return [
    `START RequestId: ${requestId} Version: ${version}`,
    ...lines,
    ...(error ? [`${requestId}\tERROR\tInvoke Error\t${JSON.stringify(error)}`] : []),
    `END RequestId: ${requestId}`,
    report.join('\t'),
  ]
}

/** Writes lines as the function's role; where that may not, they are lost, as on AWS. */
export function writeLines(
  call: Call,
  version: VersionRecord,
  stream: string,
  lines: readonly string[],
): void {
  const group = version.logging.LogGroup ?? ''
  const arn = call.arn(`log-group:${group}`, 'logs')
  const may = (action: string, resource: string) => isAllowed(call, version.role, action, resource)
  if (!may('logs:PutLogEvents', `${arn}:log-stream:${stream}`)) return
  if (!call.table(logGroups).has(group)) {
    if (!may('logs:CreateLogGroup', arn)) return
    call.table(logGroups).put(group, { logGroupName: group, arn, creationTime: call.now, tags: {} })
  }
  const asLogs = call.as({ service: 'logs' })
  ensureStream(asLogs, group, stream)
  appendLines(
    asLogs,
    group,
    stream,
    lines.map(message => ({ timestamp: call.now, message })),
  )
}
