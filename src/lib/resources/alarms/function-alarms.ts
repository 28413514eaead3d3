import { functionName } from '../function-name.ts'
import type { AlarmSpec, AlarmsOf } from './alarm-spec.ts'

/** Functions that threw, ran out of time or of memory. */
export const functionAlarms: AlarmsOf = (manifest, { functionErrors }) => {
  if (!functionErrors) return {}
  const { count, period } = functionErrors
  const specs = Object.keys(manifest.functions).map((name): [string, AlarmSpec] => [
    `function-${name}-errors`,
    {
      means: `The function ${name} failed more than ${count} times in ${period} s`,
      subject: {
        of: 'function',
        dimensions: [{ Name: 'FunctionName', Value: functionName(manifest, name) }],
      },
      measure: {
        Namespace: 'AWS/Lambda',
        MetricName: 'Errors',
        Statistic: 'Sum',
        Threshold: count,
        Period: period,
        EvaluationPeriods: 1,
      },
    },
  ])
  return Object.fromEntries(specs)
}
