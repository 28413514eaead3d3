import type { Manifest } from '../../manifest/schema/manifest.ts'
import { arnOf } from '../arn.ts'
import { clusterNameOf } from '../cluster.ts'
import { jobId, jobServices } from '../jobs.ts'
import { logGroupName } from '../log-group.ts'
import { nameOf } from '../names.ts'
import { allow } from '../policy.ts'
import { queueName } from '../queue.ts'
import { scheduleGroupName } from '../schedule-group.ts'
import { roleArn } from './role-name.ts'
import type { RoleSpec, RolesOf } from './role-spec.ts'
import { executionRole, taskRole } from './service-roles.ts'

/**
 * Three roles a job: `execution-job-nightly` and `task-job-nightly` as a service has them, and `scheduler-nightly`, as
 * which Scheduler starts its tasks and no others.
 */
export const jobRoles: RolesOf = manifest =>
  Object.fromEntries(
    jobServices(manifest).flatMap(([job, service]) => {
      const of = manifest.jobs[job]!.service
      const id = jobId(job)
      return [
        [`execution-${id}`, executionRole(manifest, of, service, logGroupName(manifest, id))],
        [`task-${id}`, taskRole(manifest, service)],
        [`scheduler-${job}`, schedulerRole(manifest, job)],
      ]
    }),
  )

function schedulerRole(manifest: Manifest, job: string): RoleSpec {
  const id = jobId(job)
  const cluster = clusterNameOf(manifest)
  return {
    // The group's ARN, not the schedule's: that is what Scheduler says of itself.
    // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
    trust: place => ({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'scheduler.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: {
            StringEquals: {
              'aws:SourceAccount': place.account,
              'aws:SourceArn': arnOf(place, 'scheduler', `schedule-group/${scheduleGroupName(manifest)}`),
            },
          },
        },
      ],
    }),
    statements: place => [
      allow(['ecs:RunTask'], [arnOf(place, 'ecs', `task-definition/${nameOf(manifest, id)}:*`)], {
        ArnEquals: { 'ecs:cluster': arnOf(place, 'ecs', `cluster/${cluster}`) },
      }),
      allow(['ecs:TagResource'], [arnOf(place, 'ecs', `task/${cluster}/*`)], {
        StringEquals: { 'ecs:CreateAction': 'RunTask' },
      }),
      allow(
        ['iam:PassRole'],
        [roleArn(place, manifest, `execution-${id}`), roleArn(place, manifest, `task-${id}`)],
        { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      ),
      allow(['sqs:SendMessage'], [arnOf(place, 'sqs', queueName(manifest, id))]),
    ],
  }
}
