import type { Call } from '../../service.ts'
import { observe } from '../cloudwatch/observing.ts'

interface Directive {
  readonly Namespace?: string
  readonly Dimensions?: readonly (readonly string[])[]
  readonly Metrics?: readonly { readonly Name?: string }[]
}

/**
 * Counts what a line says in CloudWatch's embedded metric format; other lines say nothing.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function countEmbedded(call: Call, message: string): void {
  const line = parsed(message)
  for (const { Namespace: namespace, Dimensions = [[]], Metrics = [] } of directivesOf(line)) {
    if (namespace === undefined) continue
    for (const names of Dimensions)
      for (const { Name: name = '' } of Metrics) {
        const dimensions = names.map(Name => ({ Name, Value: String(line[Name]) }))
        for (const value of [line[name]].flat())
          if (typeof value === 'number') observe(call, { namespace, name, dimensions, value })
      }
  }
}

function directivesOf({ _aws }: Record<string, unknown>): readonly Directive[] {
  const { CloudWatchMetrics } = Object(_aws)
  return Array.isArray(CloudWatchMetrics) ? CloudWatchMetrics : []
}

function parsed(message: string): Record<string, unknown> {
  // Most lines are none, and are not worth parsing.
  if (!message.includes('"CloudWatchMetrics"')) return {}
  try {
    return Object(JSON.parse(message))
  } catch {
    return {}
  }
}
