/** One structured line, which CloudWatch Logs can search by its fields. */
export function log(event: string, facts: object): void {
  write({ event, ...facts })
}

/**
 * One line that CloudWatch also counts, for alarms.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function count(metric: string, system: string, now: number, facts: object): void {
  const CloudWatchMetrics = [
    { Namespace: 'deployctl', Dimensions: [['System']], Metrics: [{ Name: metric, Unit: 'Count' }] },
  ]
  write({ _aws: { Timestamp: now, CloudWatchMetrics }, System: system, [metric]: 1, ...facts })
}

function write(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
