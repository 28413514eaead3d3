import type { Service } from '../service.ts'
import { acm } from './acm/index.ts'
import { apiGateway } from './apigatewayv2/index.ts'
import { autoscaling } from './autoscaling/index.ts'
import { cloudfront } from './cloudfront/index.ts'
import { cloudwatch } from './cloudwatch/index.ts'
import { cognito } from './cognito/index.ts'
import { dynamodb } from './dynamodb/index.ts'
import { ec2 } from './ec2/index.ts'
import { ecr } from './ecr/index.ts'
import { ecs } from './ecs/index.ts'
import { efs } from './efs/index.ts'
import { elasticache } from './elasticache/index.ts'
import { elb } from './elb/index.ts'
import { events } from './events/index.ts'
import { iam } from './iam/index.ts'
import { lambda } from './lambda/index.ts'
import { logs } from './logs/index.ts'
import { rds } from './rds/index.ts'
import { route53 } from './route53/index.ts'
import { s3 } from './s3/index.ts'
import { scheduler } from './scheduler/index.ts'
import { secretsManager } from './secrets-manager/index.ts'
import { serviceQuotas } from './service-quotas/index.ts'
import { serviceDiscovery } from './servicediscovery/index.ts'
import { sns } from './sns/index.ts'
import { sqs } from './sqs/index.ts'
import { ssm } from './ssm/index.ts'
import { sts } from './sts.ts'
import { tagging } from './tagging/index.ts'

/** Every service of the sandbox, in alphabetical order. */
export const services: readonly Service[] = [
  // One line each, so that additions do not collide.
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
  events,
  iam,
  lambda,
  logs,
  rds,
  route53,
  s3,
  scheduler,
  secretsManager,
  serviceQuotas,
  serviceDiscovery,
  sns,
  sqs,
  ssm,
  sts,
  tagging,
]
