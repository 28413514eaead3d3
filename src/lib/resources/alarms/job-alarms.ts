import { jobId } from '../jobs.ts'
import { nameOf } from '../names.ts'
import type { AlarmSpec, AlarmsOf } from './alarm-spec.ts'

/**
 * One alarm a job: what failed, or could not be started, lies in its queue. It looks back an hour, since SQS may be
 * a quarter of an hour late to tell of a queue that has rested, and rings anew for every run that fails after it.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html
 */
export const jobAlarms: AlarmsOf = manifest =>
  Object.fromEntries(
    Object.keys(manifest.jobs).map((name): [string, AlarmSpec] => [
      `${jobId(name)}-failed`,
      {
        means: `The job ${name} failed, or could not be started`,
        subject: {
          of: 'queue',
          dimensions: [{ Name: 'QueueName', Value: nameOf(manifest, jobId(name), 80) }],
        },
        measure: {
          Namespace: 'AWS/SQS',
          MetricName: 'NumberOfMessagesSent',
          Statistic: 'Sum',
          Threshold: 0,
          Period: 3600,
          EvaluationPeriods: 1,
        },
      },
    ]),
  )
