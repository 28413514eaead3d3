import type { Manifest } from '../../manifest/schema/manifest.ts'
import { arnOf, bucketArn, type Place } from '../arn.ts'
import { bucketNameIn } from '../bucket-name.ts'
import { clusterNameOf } from '../cluster.ts'
import { functionName } from '../function-name.ts'
import { jobId } from '../jobs.ts'
import { ledgerBucketOf } from '../ledger-name.ts'
import { logGroupName } from '../log-group.ts'
import { nameOf, tagKeys } from '../names.ts'
import { allow, type Statement, secretArnPattern } from '../policy.ts'
import { scheduleGroupName } from '../schedule-group.ts'
import { parseReference, secretName } from '../secret-reference.ts'
import { readingActions } from './github-reading.ts'
import { roleArn } from './role-name.ts'

/**
 * What `push`, `deploy`, `rollback`, `status`, `releases` and `logs` need, of this environment alone. What bootstrap
 * makes, the network, roles, data, this cannot change: whoever may deploy may not widen what they may do.
 */
export function githubStatements(manifest: Manifest, place: Place): Statement[] {
  return [
    allow(readingActions, ['*']),
    ...ledger(manifest, place),
    ...images(manifest, place),
    ...services(manifest, place),
    ...passing(manifest, place),
    ...scaling(manifest, place),
    ...values(manifest, place),
    allow(['logs:FilterLogEvents', 'logs:GetLogEvents'], logGroups(manifest, place)),
    ...(has(manifest.jobs) ? schedules(manifest, place) : []),
    ...(has(manifest.functions) ? functions(manifest, place) : []),
    ...sites(manifest, place),
  ]
}

function has(section: object): boolean {
  return Object.keys(section).length > 0
}

/** Releases, the lock, counts: no version of them can be removed for good, so that none is lost by mistake. */
function ledger({ project, environment }: Manifest, place: Place): Statement[] {
  const bucket = bucketArn(place, ledgerBucketOf({ project, ...place }))
  return [
    allow(
      [
        's3:GetBucketPublicAccessBlock',
        's3:GetBucketTagging',
        's3:GetBucketVersioning',
        's3:GetEncryptionConfiguration',
        's3:GetLifecycleConfiguration',
        's3:ListBucket',
        's3:ListBucketVersions',
      ],
      [bucket],
    ),
    allow(['s3:DeleteObject', 's3:GetObject', 's3:PutObject'], [`${bucket}/${environment}/*`]),
  ]
}

function images(manifest: Manifest, place: Place): Statement[] {
  const { project, environment, services } = manifest
  const existing = Object.values(services).flatMap(({ repository }) => repository?.existing ?? [])
  const repositories = [`${project}-${environment}/*`, ...new Set(existing)]
  return [
    // This one action knows no resources.
    allow(['ecr:GetAuthorizationToken'], ['*']),
    allow(
      [
        'ecr:BatchCheckLayerAvailability',
        'ecr:BatchDeleteImage',
        'ecr:BatchGetImage',
        'ecr:CompleteLayerUpload',
        'ecr:GetDownloadUrlForLayer',
        'ecr:InitiateLayerUpload',
        'ecr:PutImage',
        'ecr:UploadLayerPart',
      ],
      repositories.map(name => arnOf(place, 'ecr', `repository/${name}`)),
    ),
  ]
}

/** In a cluster of our own everything is ours; in one that others use too, only what has our names. */
function services(manifest: Manifest, place: Place): Statement[] {
  const cluster = clusterNameOf(manifest)
  const names = manifest.cluster.existing
    ? Object.keys(manifest.services).map(name => nameOf(manifest, name))
    : ['*']
  const ecs = (resource: string) => arnOf(place, 'ecs', resource)
  const families = [...Object.keys(manifest.services), ...Object.keys(manifest.jobs).map(jobId)]
  if (families.length === 0) return []
  return [
    allow(
      ['ecs:CreateService', 'ecs:StopServiceDeployment', 'ecs:TagResource', 'ecs:UpdateService'],
      names.flatMap(name => [
        ecs(`service/${cluster}/${name}`),
        ecs(`service-deployment/${cluster}/${name}*`),
      ]),
    ),
    allow(
      ['ecs:RegisterTaskDefinition', 'ecs:RunTask', 'ecs:TagResource'],
      families.map(name => ecs(`task-definition/${nameOf(manifest, name)}:*`)),
    ),
    allow(['ecs:StopTask', 'ecs:TagResource'], [ecs(`task/${cluster}/*`)]),
    // This one knows no resources; it only hides what no release needs any more.
    allow(['ecs:DeregisterTaskDefinition'], ['*']),
  ]
}

/** Only roles that bootstrap made, and only to whom they are for. */
function passing(manifest: Manifest, place: Place): Statement[] {
  const pass = (service: string, ...kinds: string[]) =>
    allow(
      ['iam:PassRole'],
      kinds.map(kind => roleArn(place, manifest, `${kind}-`).concat('*')),
      { StringEquals: { 'iam:PassedToService': service } },
    )
  return [
    pass('ecs-tasks.amazonaws.com', 'execution', 'task'),
    ...(has(manifest.jobs) ? [pass('scheduler.amazonaws.com', 'scheduler')] : []),
    ...(has(manifest.functions) ? [pass('lambda.amazonaws.com', 'function')] : []),
  ]
}

/** Target tracking makes its alarms in the name of who asks for it. */
function scaling(manifest: Manifest, place: Place): Statement[] {
  const isScaled = Object.values(manifest.services).some(({ count }) => count.min < count.max)
  if (!isScaled && manifest.schedule.length === 0) return []
  const targets = [arnOf(place, 'application-autoscaling', 'scalable-target/*')]
  const linked = 'ecs.application-autoscaling.amazonaws.com'
  return [
    allow(
      [
        'application-autoscaling:DeleteScalingPolicy',
        'application-autoscaling:DeleteScheduledAction',
        'application-autoscaling:DeregisterScalableTarget',
        'application-autoscaling:PutScalingPolicy',
        'application-autoscaling:PutScheduledAction',
        'application-autoscaling:RegisterScalableTarget',
      ],
      targets,
      { StringEquals: { 'application-autoscaling:service-namespace': 'ecs' } },
    ),
    allow(['application-autoscaling:TagResource'], targets),
    allow(
      ['cloudwatch:DeleteAlarms', 'cloudwatch:PutMetricAlarm'],
      [arnOf(place, 'cloudwatch', `alarm:TargetTracking-service/${clusterNameOf(manifest)}/*`)],
    ),
    allow(['iam:CreateServiceLinkedRole'], ['*'], { StringEquals: { 'iam:AWSServiceName': linked } }),
  ]
}

/** Preflight looks whether the secrets of services have values, and a smoke test may have to show one. */
function values(manifest: Manifest, place: Place): Statement[] {
  const references = Object.values(manifest.services).flatMap(({ secrets, smoke }) => [
    ...Object.values(secrets),
    ...smoke.flatMap(test => ('subprotocol' in test && test.subprotocol ? [test.subprotocol] : [])),
  ])
  const parsed = references.filter(text => /^(ssm|secret):/.test(text)).map(parseReference)
  const named = (from: string) => [
    ...new Set(parsed.filter(one => one.from === from).map(({ name }) => name)),
  ]
  const secrets = named('secret').map(name => secretArnPattern(place, secretName(manifest, name)))
  const parameters = named('parameter').map(name =>
    arnOf(place, 'ssm', `parameter/${name.replace(/^\//, '')}`),
  )
  return [
    ...(secrets.length > 0 ? [allow(['secretsmanager:GetSecretValue'], secrets)] : []),
    ...(parameters.length > 0 ? [allow(['ssm:GetParameter', 'ssm:GetParameters'], parameters)] : []),
  ]
}

function logGroups(manifest: Manifest, place: Place): string[] {
  const ofFunctions = Object.keys(manifest.functions).map(
    name => `/aws/lambda/${functionName(manifest, name)}`,
  )
  return [logGroupName(manifest, '*'), ...ofFunctions].map(name =>
    arnOf(place, 'logs', `log-group:${name}:*`),
  )
}

function schedules(manifest: Manifest, place: Place): Statement[] {
  const all = arnOf(place, 'scheduler', `schedule/${scheduleGroupName(manifest)}/job-*`)
  return [allow(['scheduler:CreateSchedule', 'scheduler:UpdateSchedule'], [all])]
}

function functions(manifest: Manifest, place: Place): Statement[] {
  const arns = Object.keys(manifest.functions).flatMap(name => {
    const arn = arnOf(place, 'lambda', `function:${functionName(manifest, name)}`)
    return [arn, `${arn}:*`]
  })
  const actions = [
    'AddPermission',
    'CreateAlias',
    'CreateFunction',
    'DeleteFunction',
    'DeleteFunctionConcurrency',
    'GetAlias',
    'GetFunction',
    'GetFunctionConfiguration',
    'GetPolicy',
    'InvokeFunction',
    'PublishVersion',
    'PutFunctionConcurrency',
    'RemovePermission',
    'TagResource',
    'UpdateAlias',
    'UpdateFunctionCode',
    'UpdateFunctionConfiguration',
  ]
  return [
    allow(
      actions.map(action => `lambda:${action}`),
      arns,
    ),
  ]
}

/** The files of sites, what releases keep of them, and only distributions that are ours. */
function sites(manifest: Manifest, place: Place): Statement[] {
  const published = Object.entries(manifest.buckets).filter(([, { website }]) => website)
  if (published.length === 0) return []
  const buckets = published.map(([name]) => bucketArn(place, bucketNameIn(manifest, place.account, name)))
  const ledger = bucketArn(place, ledgerBucketOf({ ...manifest, ...place }))
  const ours = {
    [`aws:ResourceTag/${tagKeys.project}`]: manifest.project,
    [`aws:ResourceTag/${tagKeys.environment}`]: manifest.environment,
  }
  return [
    allow(['s3:ListBucket'], buckets),
    allow(
      ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
      buckets.map(arn => `${arn}/*`),
    ),
    // Files that no release needs any more go for good: their versions would be paid for.
    allow(['s3:DeleteObjectVersion'], [`${ledger}/${manifest.environment}/sites/*`]),
    allow(['cloudfront:CreateInvalidation', 'cloudfront:GetInvalidation'], ['*'], { StringEquals: ours }),
  ]
}
