import { defineService } from '../../service.ts'
import { instanceOperations } from './instances.ts'
import { namespaceOperations } from './namespaces.ts'
import { pendingOperations } from './pending.ts'
import { registryOperations } from './services.ts'
import { tagOperations } from './tagging.ts'

/** Cloud Map: namespaces with their hosted zones, services, and the instances that ECS registers in them. */
export const serviceDiscovery = defineService({
  id: 'servicediscovery',
  load: () => import('@aws-sdk/client-servicediscovery'),
  operations: {
    ...namespaceOperations,
    ...registryOperations,
    ...instanceOperations,
    ...pendingOperations,
    ...tagOperations,
  },
  invalidInputCode: 'InvalidInput',
})
