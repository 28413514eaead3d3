import { awsError } from '../../aws-error.ts'
import type { MetricRecord } from './tables.ts'

/** @throws AwsError ValidationError */
export function statistic(stat: string, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0)
  if (stat === 'Sum') return sum
  if (stat === 'Average') return sum / values.length
  if (stat === 'SampleCount') return values.length
  if (stat === 'Minimum') return Math.min(...values)
  if (stat === 'Maximum') return Math.max(...values)
  const percentile = stat.match(/^p(\d{1,2}(?:\.\d+)?|100)$/)?.[1]
  if (percentile === undefined)
    throw awsError('ValidationError', `The value ${stat} for parameter Stat is not supported.`)
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((Number(percentile) / 100) * sorted.length) - 1)]!
}

/** What makes two data belong to one metric. */
export function identityOf({
  namespace,
  name,
  dimensions,
}: Pick<MetricRecord, 'namespace' | 'name' | 'dimensions'>): string {
  const pairs = dimensions.map(({ Name, Value }) => `${Name}=${Value}`).sort()
  return [namespace, name, ...pairs].join('\n')
}
