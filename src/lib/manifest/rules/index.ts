import { forbiddenWords, reservedNames } from './environment.ts'
import { exposedSecrets } from './exposed-secrets.ts'
import { imageSource, platform } from './image.ts'
import { domainRecords, healthTiming, portForRequests, wayIn } from './ingress.ts'
import { environmentName, prefixLength } from './names.ts'
import { addressBlocks, existingSubnets, loadBalancerZones, subnetsPerZone } from './network.ts'
import { logRetention, scheduledServices, schedules } from './operations.ts'
import { routeLimits, shadowedRoutes } from './routes.ts'
import type { Rule } from './rule.ts'
import { declaredSecrets, namedOnce } from './secret-references.ts'
import { parameterRules, secretRules } from './secret-rules.ts'
import { fargateSize } from './size.ts'
import { capacityShares, stopping, taskCount } from './tasks.ts'

/** Everything that is well-formed and yet impossible or dangerous. */
export const rules: readonly Rule[] = [
  environmentName,
  prefixLength,
  addressBlocks,
  subnetsPerZone,
  loadBalancerZones,
  existingSubnets,
  domainRecords,
  wayIn,
  imageSource,
  platform,
  fargateSize,
  taskCount,
  capacityShares,
  stopping,
  portForRequests,
  healthTiming,
  shadowedRoutes,
  routeLimits,
  reservedNames,
  exposedSecrets,
  forbiddenWords,
  namedOnce,
  declaredSecrets,
  secretRules,
  parameterRules,
  schedules,
  scheduledServices,
  logRetention,
]
