import { pages } from '../../aws/index.ts'
import { isSigned } from '../../resources/alarm-signature.ts'
import { nameOf } from '../../resources/names.ts'
import type { Context } from '../context.ts'

/** An alarm that rings. */
export interface AlarmStatus {
  readonly name: string
  readonly reason: string
  /** ISO 8601. */
  readonly since?: string | undefined
}

/** Our own alarms in ALARM; target tracking has alarms of its own, under other names, which say nothing of health. */
export async function readAlarms({ ports, scope, signal }: Context): Promise<AlarmStatus[]> {
  const list: typeof ports.cloudwatch.describeAlarms = input =>
    ports.cloudwatch.describeAlarms(input, { signal })
  const input = {
    AlarmNamePrefix: nameOf(scope, ''),
    StateValue: 'ALARM' as const,
    AlarmTypes: ['MetricAlarm' as const],
  }
  const alarms = await pages(list, input, page => page.MetricAlarms)
  const ours = alarms.filter(({ AlarmDescription }) => isSigned(AlarmDescription, scope))
  return ours.map(({ AlarmName, StateReason, StateUpdatedTimestamp }) => ({
    name: AlarmName!,
    reason: StateReason ?? '',
    since: StateUpdatedTimestamp?.toISOString(),
  }))
}
