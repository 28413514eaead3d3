import type { Call } from '../../service.ts'
import { logGroups } from '../logs/tables.ts'
import { appendLines, ensureStream } from '../logs/writing.ts'
import { nameIn } from './lookup.ts'
import { type TaskRecord, taskDefinitions } from './tables.ts'

/**
 * Writes lines of a task's containers where their `awslogs` configuration says: `PREFIX/CONTAINER/TASK`.
 *
 * @param container the only one that has written them; all where absent
 */
export function writeLog(
  call: Call,
  task: TaskRecord,
  messages: readonly string[],
  container?: string,
): void {
  const definition = call.table(taskDefinitions).get(nameIn(task.taskDefinition))
  for (const { name = '', logConfiguration } of definition?.containerDefinitions ?? []) {
    if (logConfiguration?.logDriver !== 'awslogs' || (container ?? name) !== name) continue
    const { 'awslogs-group': group = '', 'awslogs-stream-prefix': prefix } = logConfiguration.options ?? {}
    if (!call.table(logGroups).has(group)) continue
    const stream = prefix === undefined ? task.id : `${prefix}/${name}/${task.id}`
    ensureStream(call, group, stream)
    appendLines(
      call,
      group,
      stream,
      messages.map(message => ({ timestamp: call.now, message })),
    )
  }
}
