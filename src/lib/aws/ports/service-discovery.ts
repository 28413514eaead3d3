import { definePort } from '../port.ts'

/** Cloud Map: namespaces, the services in them, and who answers for each. */
export const serviceDiscovery = definePort({
  service: 'servicediscovery',
  load: () => import('@aws-sdk/client-servicediscovery'),
  client: 'ServiceDiscoveryClient',
  operations: [
    'CreateHttpNamespace',
    'CreatePrivateDnsNamespace',
    'CreateService',
    'DeleteNamespace',
    'DeleteService',
    'GetOperation',
    'GetService',
    'ListInstances',
    'ListNamespaces',
    'ListServices',
    'ListTagsForResource',
    'UpdateService',
  ],
})
