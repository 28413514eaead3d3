import { connectionShare } from './alarms.ts'
import { auroraCapacity, auroraKeys, auroraPauses, auroraVersion } from './aurora.ts'
import { cdnAddresses } from './bucket-outputs.ts'
import { corsOrigins, deliveryNetworks, othersBuckets, publicPrefixes, versionsInDays } from './buckets.ts'
import { cacheIdentifier, cacheVersion, cacheZones, existingCache, existingCacheOutputs } from './caches.ts'
import {
  databaseBackups,
  databaseIdentifier,
  databaseNames,
  databaseOutputs,
  databaseVersion,
  databaseZones,
  existingDatabase,
} from './databases.ts'
import { callable, calledBehindApi, connectable } from './discovery.ts'
import { domainLeadsSomewhere, domainName, domainRecords } from './domain.ts'
import { forbiddenWords, reservedVariables } from './environment.ts'
import { exposedInFunctions, exposedSecrets } from './exposed-secrets.ts'
import { forbiddenInFunctions, functionVariables } from './function-variables.ts'
import {
  accessTargets,
  functionImage,
  functionIngress,
  functionNames,
  functionNetwork,
  functionPlatform,
  functionSource,
  functionTimeout,
} from './functions.ts'
import { githubAccount, githubNumbers, githubSubjects } from './github.ts'
import { apiRoutes, withoutBalancer } from './http-api.ts'
import { imageSource, platform, reachableImage } from './image.ts'
import { healthTiming, portForRequests, wayIn } from './ingress.ts'
import { jobNames, jobServices, jobSizes, jobTimes } from './jobs.ts'
import { declaredMounts, mountPlatform } from './mounts.ts'
import { environmentName, prefixLength, reservedNames } from './names.ts'
import { addressBlocks, existingSubnets, loadBalancerZones, subnetsPerZone } from './network.ts'
import {
  onDemandAtOthersDoor,
  onDemandClock,
  onDemandDoor,
  onDemandNames,
  onDemandPaths,
} from './on-demand.ts'
import { logRetention, scheduledServices, schedules } from './operations.ts'
import { routeLimits, shadowedRoutes } from './routes.ts'
import type { Rule } from './rule.ts'
import { declaredSecrets, namedOnce } from './secret-references.ts'
import { parameterRules, secretRules } from './secret-rules.ts'
import { othersRequests, sharedNetwork } from './shared-load-balancer.ts'
import { fargateSize } from './size.ts'
import { tableAttributes } from './tables.ts'
import { capacityShares, stopping, taskCount } from './tasks.ts'

/** Everything that is well-formed and yet impossible or dangerous. */
export const rules: readonly Rule[] = [
  environmentName,
  prefixLength,
  reservedNames,
  addressBlocks,
  subnetsPerZone,
  loadBalancerZones,
  existingSubnets,
  domainRecords,
  domainName,
  domainLeadsSomewhere,
  sharedNetwork,
  othersRequests,
  wayIn,
  apiRoutes,
  withoutBalancer,
  callable,
  calledBehindApi,
  connectable,
  imageSource,
  platform,
  reachableImage,
  fargateSize,
  taskCount,
  capacityShares,
  stopping,
  portForRequests,
  healthTiming,
  shadowedRoutes,
  routeLimits,
  reservedVariables,
  exposedSecrets,
  functionSource,
  functionImage,
  functionPlatform,
  functionTimeout,
  functionNames,
  functionIngress,
  functionNetwork,
  functionVariables,
  exposedInFunctions,
  forbiddenInFunctions,
  accessTargets,
  forbiddenWords,
  namedOnce,
  declaredSecrets,
  secretRules,
  parameterRules,
  schedules,
  scheduledServices,
  jobTimes,
  jobServices,
  jobSizes,
  jobNames,
  connectionShare,
  githubSubjects,
  githubNumbers,
  githubAccount,
  logRetention,
  tableAttributes,
  declaredMounts,
  mountPlatform,
  cacheVersion,
  cacheIdentifier,
  cacheZones,
  existingCache,
  existingCacheOutputs,
  databaseBackups,
  databaseVersion,
  databaseNames,
  databaseIdentifier,
  databaseZones,
  existingDatabase,
  databaseOutputs,
  auroraKeys,
  auroraCapacity,
  auroraPauses,
  auroraVersion,
  versionsInDays,
  othersBuckets,
  publicPrefixes,
  corsOrigins,
  deliveryNetworks,
  cdnAddresses,
  onDemandNames,
  onDemandDoor,
  onDemandPaths,
  onDemandAtOthersDoor,
  onDemandClock,
]
