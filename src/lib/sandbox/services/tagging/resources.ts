import type { Call } from '../../service.ts'
import { certificates } from '../acm/tables.ts'
import { taggedThings } from '../apigatewayv2/tagging.ts'
import { distributions } from '../cloudfront/tables.ts'
import { alarms } from '../cloudwatch/tables.ts'
import { pools } from '../cognito/tables.ts'
import { tables } from '../dynamodb/tables.ts'
import { allTags } from '../ec2/tags.ts'
import { repositories } from '../ecr/tables.ts'
import { ecsTags } from '../ecs/tables.ts'
import { accessPoints, fileSystems } from '../efs/tables.ts'
import { groups as cacheGroups, subnetGroups } from '../elasticache/tables.ts'
import { elbTags } from '../elb/tables.ts'
import { rules } from '../events/tables.ts'
import { functions } from '../lambda/tables.ts'
import { logGroups } from '../logs/tables.ts'
import { rdsTags } from '../rds/tables.ts'
import { zones } from '../route53/tables.ts'
import { buckets } from '../s3/tables.ts'
import { groups } from '../scheduler/tables.ts'
import { secrets } from '../secrets-manager/tables.ts'
import { cloudMapTags } from '../servicediscovery/tables.ts'
import { topics } from '../sns/tables.ts'
import { queues } from '../sqs/tables.ts'
import { parameters } from '../ssm/tables.ts'

export interface TaggedResource {
  readonly arn: string
  readonly tags: readonly Tag[]
}

interface Tag {
  readonly Key?: string | undefined
  readonly Value?: string | undefined
  readonly key?: string | undefined
  readonly value?: string | undefined
}

/** Everything in the caller's region that the tagging API covers: not IAM, as in AWS. */
export function taggedResources(call: Call): TaggedResource[] {
  return [
    ...inRegion(call),
    ...byArn(call),
    // Route 53 has no region, and is found in this one.
    ...(call.region === 'us-east-1'
      ? call
          .table(distributions)
          .filter(({ account }) => account === call.account)
          .map(({ arn, Tags }) => ({ arn, tags: Tags }))
      : []),
    ...(call.region === 'us-east-1'
      ? call
          .table(zones)
          .values()
          .map(({ id, Tags }) => ({ arn: `arn:aws:route53:::hostedzone/${id}`, tags: Tags }))
      : []),
  ].filter(({ tags }) => tags.length > 0)
}

function inRegion(call: Call): TaggedResource[] {
  return [
    ...allTags(call).map(({ type, id, tags }) => ({ arn: call.arn(`${type}/${id}`, 'ec2'), tags })),
    ...call
      .table(alarms)
      .values()
      .map(({ AlarmArn, Tags }) => ({ arn: AlarmArn, tags: Tags })),
    ...call
      .table(repositories)
      .values()
      .map(({ repositoryArn, Tags }) => ({ arn: repositoryArn, tags: Tags })),
    ...call
      .table(functions)
      .values()
      .map(({ arn, tags }) => ({ arn, tags: pairs(tags) })),
    ...call
      .table(logGroups)
      .values()
      .map(({ arn, tags }) => ({ arn, tags: pairs(tags) })),
    ...call
      .table(secrets)
      .filter(one => !one.DeletedDate)
      .map(({ ARN, Tags }) => ({ arn: ARN, tags: Tags })),
    ...call
      .table(topics)
      .values()
      .map(({ arn, Tags }) => ({ arn, tags: Tags })),
    ...[...call.table(cacheGroups).values(), ...call.table(subnetGroups).values()].map(({ arn, Tags }) => ({
      arn,
      tags: Tags,
    })),
    ...[...call.table(fileSystems).values(), ...call.table(accessPoints).values()].map(({ arn, Tags }) => ({
      arn,
      tags: Tags,
    })),
    ...call
      .table(pools)
      .values()
      .map(({ Arn, UserPoolTags }) => ({ arn: Arn, tags: pairs(UserPoolTags) })),
    ...call
      .table(tables)
      .values()
      .map(({ arn, Tags }) => ({ arn, tags: Tags })),
    ...call
      .table(parameters)
      .values()
      .map(({ ARN, Tags }) => ({ arn: ARN, tags: Tags })),
    ...[...call.table(queues).values(), ...call.table(rules).values(), ...call.table(groups).values()].map(
      ({ arn, tags }) => ({ arn, tags: Array.isArray(tags) ? tags : pairs(tags) }),
    ),
  ]
}

/** Services whose tags lie in a table by ARN, and those whose tables hold every region's resources. */
function byArn(call: Call): TaggedResource[] {
  const issued = call.table(certificates).filter(({ arn }) => arn.startsWith(call.arn('certificate/', 'acm')))
  const owned = call.table(buckets).filter(one => one.account === call.account && one.region === call.region)
  return [
    ...call
      .table(ecsTags)
      .entries()
      .map(([arn, tags]) => ({ arn, tags })),
    ...taggedThings(call).map(({ arn, tags }) => ({ arn, tags: pairs(tags) })),
    ...call
      .table(cloudMapTags)
      .entries()
      .map(([arn, tags]) => ({ arn, tags })),
    ...call
      .table(elbTags)
      .entries()
      .map(([arn, tags]) => ({ arn, tags })),
    ...call
      .table(rdsTags)
      .entries()
      .map(([arn, tags]) => ({ arn, tags })),
    ...issued.map(({ arn, Tags }) => ({ arn, tags: Tags })),
    ...owned.map(({ name, configurations }) => ({
      arn: `arn:aws:s3:::${name}`,
      tags: (configurations.tagging ?? []) as Tag[],
    })),
  ]
}

function pairs(tags: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}
