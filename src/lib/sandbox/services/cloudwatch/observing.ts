import type { Dimension } from '@aws-sdk/client-cloudwatch'
import type { Call } from '../../service.ts'
import { evaluateFor } from './evaluation.ts'
import { metrics } from './tables.ts'

interface Observation {
  readonly namespace: string
  readonly name: string
  readonly dimensions: Dimension[]
  readonly value: number
}

/** What a service of AWS tells CloudWatch of itself; alarms that look at it are asked anew. */
export function observe(call: Call, { namespace, name, dimensions, value }: Observation): void {
  call.table(metrics).put(call.id('', 20), { namespace, name, dimensions, timestamp: call.now, value })
  evaluateFor(call, { namespace, name, dimensions })
}
