import { readAlarms } from '../../live/alarms.ts'
import type { Reader } from '../evidence.ts'

export const alarms: Reader<'alarms'> = context => readAlarms(context)
