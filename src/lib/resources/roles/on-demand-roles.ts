import { stoppedOnDemand } from '../../manifest/database-engine.ts'
import type { Manifest } from '../../manifest/schema/manifest.ts'
import { arnOf, bucketArn, type Place } from '../arn.ts'
import { clusterNameOf } from '../cluster.ts'
import { instancePatterns } from '../database-names.ts'
import { functionLogGroup } from '../function-name.ts'
import { ledgerBucketOf } from '../ledger-name.ts'
import { nameOf, tagsOf } from '../names.ts'
import { onDemandFunctionArn, onDemandSecretName, onDemandServices } from '../on-demand/on-demand-names.ts'
import { allow, type Statement, secretArnPattern } from '../policy.ts'
import { scheduleGroupName } from '../schedule-group.ts'
import { trustLambda } from './function-roles.ts'
import type { RoleSpec, RolesOf } from './role-spec.ts'
import { writingLogs } from './service-roles.ts'

/** One role for each of the two functions, and one as which Scheduler calls the idler. */
export const onDemandRoles: RolesOf = (manifest): Record<string, RoleSpec> => {
  if (!manifest.onDemand) return {}
  return {
    'on-demand-waker': {
      trust: trustLambda,
      statements: place => [
        writingLogs(functionLogGroup(manifest, 'on-demand-waker'), place),
        ...both(manifest, place),
        allow(['secretsmanager:GetSecretValue'], [secretArnPattern(place, onDemandSecretName(manifest))]),
      ],
    },
    'on-demand-idler': {
      trust: trustLambda,
      statements: place => [
        writingLogs(functionLogGroup(manifest, 'on-demand-idler'), place),
        ...both(manifest, place),
        // Metrics have no ARNs.
        allow(['cloudwatch:GetMetricData'], ['*']),
      ],
    },
    'on-demand-scheduler': {
      trust: place => trustScheduler(manifest, place),
      statements: place => [
        allow(['lambda:InvokeFunction'], [onDemandFunctionArn({ ...manifest, ...place }, 'idler')]),
      ],
    },
  }
}

/** What it takes to look, to start and to stop. */
function both(manifest: Manifest, place: Place): Statement[] {
  const cluster = clusterNameOf(manifest)
  const bucket = bucketArn(place, ledgerBucketOf({ ...manifest, ...place }))
  const keys = ['on-demand.json', 'counts.json'].map(key => `${bucket}/${manifest.environment}/${key}`)
  const services = onDemandServices(manifest).map(name =>
    arnOf(place, 'ecs', `service/${cluster}/${nameOf(manifest, name)}`),
  )
  const inCluster = { ArnEquals: { 'ecs:cluster': arnOf(place, 'ecs', `cluster/${cluster}`) } }
  return [
    allow(['s3:GetObject', 's3:PutObject'], keys),
    allow(['s3:GetObject'], [`${bucket}/${manifest.environment}/lock.json`]),
    // Without it, S3 says of what is not there that it is forbidden.
    allow(['s3:ListBucket'], [bucket]),
    allow(['ecs:DescribeServices', 'ecs:UpdateService'], services),
    allow(['ecs:ListTasks', 'ecs:DescribeTasks'], ['*'], inCluster),
    allow(
      ['application-autoscaling:RegisterScalableTarget'],
      [arnOf(place, 'application-autoscaling', 'scalable-target/*')],
    ),
    ...movingDoor(manifest, place),
    ...movingDatabases(manifest, place),
  ]
}

function movingDoor(manifest: Manifest, place: Place): Statement[] {
  if (manifest.ingress === 'load-balancer') {
    const ours = tagsOf(manifest, 'main')
    const condition = Object.entries(ours).map(([key, value]) => [`aws:ResourceTag/${key}`, value])
    return [
      // What only describes has no ARNs.
      allow(['elasticloadbalancing:DescribeRules', 'elasticloadbalancing:DescribeTargetHealth'], ['*']),
      allow(
        ['elasticloadbalancing:ModifyRule'],
        [arnOf(place, 'elasticloadbalancing', 'listener-rule/app/*')],
        { StringEquals: Object.fromEntries(condition) },
      ),
    ]
  }
  return [
    // The API's id is known only once it stands.
    allow(
      ['apigateway:GET', 'apigateway:PATCH'],
      [arnOf({ ...place, account: '' }, 'apigateway', '/apis/*/routes*')],
    ),
    allow(['servicediscovery:ListInstances'], ['*']),
  ]
}

function movingDatabases(manifest: Manifest, place: Place): Statement[] {
  const databases = stoppedOnDemand(manifest)
  if (databases.length === 0) return []
  // `restore --switch-to` makes another instance the database, and leaves the roles as they are.
  const arns = databases
    .flatMap(name => instancePatterns(manifest, name))
    .map(instance => arnOf(place, 'rds', `db:${instance}`))
  return [allow(['rds:DescribeDBInstances', 'rds:StartDBInstance', 'rds:StopDBInstance'], arns)]
}

function trustScheduler(manifest: Manifest, place: Place): object {
  const group = arnOf(place, 'scheduler', `schedule-group/${scheduleGroupName(manifest)}`)
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'scheduler.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'aws:SourceAccount': place.account, 'aws:SourceArn': group } },
      },
    ],
  }
}
