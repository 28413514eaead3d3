import type { AwsConnection } from './connection.ts'
import { acm } from './ports/acm.ts'
import { apiGateway } from './ports/api-gateway.ts'
import { autoscaling } from './ports/autoscaling.ts'
import { cloudfront } from './ports/cloudfront.ts'
import { cloudwatch } from './ports/cloudwatch.ts'
import { cognito } from './ports/cognito.ts'
import { dynamodb } from './ports/dynamodb.ts'
import { ec2 } from './ports/ec2.ts'
import { ecr } from './ports/ecr.ts'
import { ecs } from './ports/ecs.ts'
import { efs } from './ports/efs.ts'
import { elasticache } from './ports/elasticache.ts'
import { elb } from './ports/elb.ts'
import { eventbridge } from './ports/eventbridge.ts'
import { iam } from './ports/iam.ts'
import { lambda } from './ports/lambda.ts'
import { logs } from './ports/logs.ts'
import { rds } from './ports/rds.ts'
import { route53 } from './ports/route53.ts'
import { s3 } from './ports/s3.ts'
import { scheduler } from './ports/scheduler.ts'
import { secretsManager } from './ports/secrets-manager.ts'
import { serviceDiscovery } from './ports/service-discovery.ts'
import { serviceQuotas } from './ports/service-quotas.ts'
import { sns } from './ports/sns.ts'
import { sqs } from './ports/sqs.ts'
import { ssm } from './ports/ssm.ts'
import { sts } from './ports/sts.ts'
import { tagging } from './ports/tagging.ts'

const definitions = {
  acm,
  apiGateway,
  autoscaling,
  cloudfront,
  cloudwatch,
  cognito,
  dynamodb,
  ec2,
  ecr,
  ecs,
  efs,
  elasticache,
  elb,
  eventbridge,
  iam,
  lambda,
  logs,
  rds,
  route53,
  s3,
  scheduler,
  secretsManager,
  serviceDiscovery,
  serviceQuotas,
  sns,
  sqs,
  ssm,
  sts,
  tagging,
}

export type Ports = { readonly [Name in keyof typeof definitions]: ReturnType<(typeof definitions)[Name]> }

/** Every port over one connection. Making them loads no SDK package. */
export function makePorts(connection: AwsConnection): Ports {
  const ports = Object.entries(definitions).map(([name, define]) => [name, define(connection)])
  return Object.fromEntries(ports) as Ports
}

export { clockSkew } from './clock-skew.ts'
export { type AwsConnection, type ConnectionOptions, connect } from './connection.ts'
export { type AwsReason, awsName, awsReason, unlessExists, unlessMissing } from './errors.ts'
export { pages } from './pages.ts'
export { type Patience, until } from './until.ts'
