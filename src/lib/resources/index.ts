import { accessPoint } from './access-point.ts'
import { alarm } from './alarm.ts'
import { apiDomain } from './api-domain.ts'
import { apiIntegration } from './api-integration.ts'
import { apiRoutes } from './api-routes.ts'
import { apiStage } from './api-stage.ts'
import { bucket } from './bucket.ts'
import { bucketPolicy } from './bucket-policy.ts'
import { cache } from './cache.ts'
import { cacheConnection } from './cache-connection.ts'
import { cacheSecret } from './cache-secret.ts'
import { cacheSubnetGroup } from './cache-subnet-group.ts'
import { certificate } from './certificate.ts'
import { certificateValidation } from './certificate-validation.ts'
import { cachePolicy } from './cloudfront/cache-policy.ts'
import { distribution } from './cloudfront/distribution.ts'
import { originAccessControl } from './cloudfront/origin-access-control.ts'
import { originAccessIdentity } from './cloudfront/origin-access-identity.ts'
import { responseHeadersPolicy } from './cloudfront/response-headers-policy.ts'
import { cluster } from './cluster.ts'
import { dashboard } from './dashboard.ts'
import { database } from './database.ts'
import { databaseConnection } from './database-connection.ts'
import { databaseParameterGroup } from './database-parameter-group.ts'
import { databaseProxy } from './database-proxy.ts'
import { databaseProxyTarget } from './database-proxy-target.ts'
import { databaseSchemas } from './database-schemas.ts'
import { databaseSecret } from './database-secret.ts'
import { databaseSubnetGroup } from './database-subnet-group.ts'
import { discoveryService } from './discovery-service.ts'
import { dnsRecord } from './dns-record.ts'
import { eventRule } from './event-rule.ts'
import { fileSystem } from './file-system.ts'
import { lambdaFunction } from './function.ts'
import { functionAlias } from './function-alias.ts'
import { functionPermission } from './function-permission.ts'
import { httpApi } from './http-api.ts'
import { internetGateway } from './internet-gateway.ts'
import { listener } from './listener.ts'
import { listenerRules } from './listener-rules.ts'
import { loadBalancer } from './load-balancer.ts'
import { logGroup } from './log-group.ts'
import { mountTargets } from './mount-targets.ts'
import { namespace } from './namespace.ts'
import { natGateway } from './nat-gateway.ts'
import { oidcProvider } from './oidc-provider.ts'
import { idleSchedule } from './on-demand/idle-schedule.ts'
import { onDemandFunction } from './on-demand/on-demand-function.ts'
import { onDemandPermission } from './on-demand/on-demand-permission.ts'
import { onDemandToken } from './on-demand/on-demand-token.ts'
import { wakerTarget } from './on-demand/waker-target.ts'
import { wakerTargetGroup } from './on-demand/waker-target-group.ts'
import { parameter } from './parameter.ts'
import { queue } from './queue.ts'
import { repository } from './repository.ts'
import type { AnyResource } from './resource.ts'
import { role } from './role.ts'
import { routeTable } from './route-table.ts'
import { scalingPolicy } from './scaling-policy.ts'
import { scalingTarget } from './scaling-target.ts'
import { schedule } from './schedule.ts'
import { scheduleGroup } from './schedule-group.ts'
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
import { vpcLink } from './vpc-link.ts'

/** Every kind of resource that deployctl knows. Order means nothing: the graph comes of each kind's `deps`. */
export const resources: readonly AnyResource[] = [
  accessPoint,
  alarm,
  apiDomain,
  apiIntegration,
  apiRoutes,
  apiStage,
  bucket,
  bucketPolicy,
  cache,
  cacheConnection,
  cachePolicy,
  cacheSecret,
  cacheSubnetGroup,
  certificate,
  certificateValidation,
  cluster,
  dashboard,
  database,
  databaseConnection,
  databaseParameterGroup,
  databaseProxy,
  databaseProxyTarget,
  databaseSchemas,
  databaseSecret,
  databaseSubnetGroup,
  discoveryService,
  distribution,
  dnsRecord,
  eventRule,
  fileSystem,
  functionAlias,
  functionPermission,
  httpApi,
  idleSchedule,
  internetGateway,
  lambdaFunction,
  listener,
  listenerRules,
  loadBalancer,
  logGroup,
  mountTargets,
  namespace,
  natGateway,
  oidcProvider,
  onDemandFunction,
  onDemandPermission,
  onDemandToken,
  originAccessControl,
  originAccessIdentity,
  parameter,
  queue,
  repository,
  responseHeadersPolicy,
  role,
  routeTable,
  scalingPolicy,
  scalingTarget,
  schedule,
  scheduledScaling,
  scheduleGroup,
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
  vpcLink,
  wakerTarget,
  wakerTargetGroup,
]
