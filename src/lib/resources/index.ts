import { alarm } from './alarm.ts'
import { bucket } from './bucket.ts'
import { bucketPolicy } from './bucket-policy.ts'
import { certificate } from './certificate.ts'
import { certificateValidation } from './certificate-validation.ts'
import { cluster } from './cluster.ts'
import { dnsRecord } from './dns-record.ts'
import { internetGateway } from './internet-gateway.ts'
import { listener } from './listener.ts'
import { listenerRules } from './listener-rules.ts'
import { loadBalancer } from './load-balancer.ts'
import { logGroup } from './log-group.ts'
import { natGateway } from './nat-gateway.ts'
import { parameter } from './parameter.ts'
import { repository } from './repository.ts'
import type { AnyResource } from './resource.ts'
import { role } from './role.ts'
import { routeTable } from './route-table.ts'
import { scalingPolicy } from './scaling-policy.ts'
import { scalingTarget } from './scaling-target.ts'
import { scheduledScaling } from './scheduled-scaling.ts'
import { secret } from './secret.ts'
import { securityGroup } from './security-group.ts'
import { securityGroupRules } from './security-group-rules.ts'
import { service } from './service.ts'
import { subnet } from './subnet.ts'
import { table } from './table.ts'
import { targetGroup } from './target-group.ts'
import { taskDefinition } from './task-definition.ts'
import { topic } from './topic.ts'
import { userPool } from './user-pool.ts'
import { userPoolClient } from './user-pool-client.ts'
import { vpc } from './vpc.ts'
import { vpcEndpoint } from './vpc-endpoint.ts'

/** Every kind of resource that deployctl knows. Order means nothing: the graph comes of each kind's `deps`. */
export const resources: readonly AnyResource[] = [
  alarm,
  bucket,
  bucketPolicy,
  certificate,
  certificateValidation,
  cluster,
  dnsRecord,
  internetGateway,
  listener,
  listenerRules,
  loadBalancer,
  logGroup,
  natGateway,
  parameter,
  repository,
  role,
  routeTable,
  scalingPolicy,
  scalingTarget,
  scheduledScaling,
  secret,
  securityGroup,
  securityGroupRules,
  service,
  subnet,
  table,
  targetGroup,
  taskDefinition,
  topic,
  userPool,
  userPoolClient,
  vpc,
  vpcEndpoint,
]
