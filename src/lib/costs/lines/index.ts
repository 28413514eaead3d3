import type { Lines } from '../item.ts'
import { databases } from './databases.ts'
import { fargate } from './fargate.ts'
import { functions, onDemandFunctions } from './functions.ts'
import { jobs } from './jobs.ts'
import { hostedZones, httpApis, loadBalancers, natGateways, transfer, vpcEndpoints } from './network.ts'
import { alarms, containerInsights, dashboards, images, logs, secrets } from './operations.ts'
import { buckets, caches, distributions, filesystems, tables, userPools } from './stores.ts'

/** Everything that a manifest can be billed for. */
export const allLines: readonly Lines[] = [
  fargate,
  functions,
  onDemandFunctions,
  jobs,
  loadBalancers,
  httpApis,
  natGateways,
  vpcEndpoints,
  distributions,
  transfer,
  hostedZones,
  databases,
  caches,
  buckets,
  filesystems,
  tables,
  userPools,
  logs,
  containerInsights,
  alarms,
  dashboards,
  secrets,
  images,
]
