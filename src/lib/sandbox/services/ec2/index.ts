import { defineService } from '../../service.ts'
import { addressOperations } from './addresses.ts'
import { internetGatewayOperations } from './internet-gateways.ts'
import { natGatewayEvents, natGatewayOperations } from './nat-gateways.ts'
import { networkInterfaceOperations } from './network-interfaces.ts'
import { routeTableOperations } from './route-tables.ts'
import { routeOperations } from './routes.ts'
import { securityGroupRuleOperations } from './security-group-rules.ts'
import { securityGroupOperations } from './security-groups.ts'
import { subnetOperations } from './subnets.ts'
import { tagOperations } from './tags.ts'
import { vpcEndpointEvents, vpcEndpointOperations } from './vpc-endpoints.ts'
import { vpcOperations } from './vpcs.ts'
import { zoneOperations } from './zones.ts'

/** EC2's networking: what lies around a service that runs on Fargate. There are no instances. */
export const ec2 = defineService({
  id: 'ec2',
  load: () => import('@aws-sdk/client-ec2'),
  operations: {
    ...addressOperations,
    ...internetGatewayOperations,
    ...natGatewayOperations,
    ...networkInterfaceOperations,
    ...routeOperations,
    ...routeTableOperations,
    ...securityGroupOperations,
    ...securityGroupRuleOperations,
    ...subnetOperations,
    ...tagOperations,
    ...vpcEndpointOperations,
    ...vpcOperations,
    ...zoneOperations,
  },
  events: { ...natGatewayEvents, ...vpcEndpointEvents },
})
