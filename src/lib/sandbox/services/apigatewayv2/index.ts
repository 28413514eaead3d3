import { defineService } from '../../service.ts'
import { apiOperations } from './apis.ts'
import { domainOperations } from './domains.ts'
import { front } from './front/index.ts'
import { integrationOperations } from './integrations.ts'
import { routeOperations } from './routes.ts'
import { stageOperations } from './stages.ts'
import { tagOperations } from './tagging.ts'
import { linkDeleted, releaseInterfaces, vpcLinkOperations } from './vpc-links.ts'

/** API Gateway's HTTP APIs, and what answers at their addresses. */
export const apiGateway = defineService({
  id: 'apigateway',
  load: () => import('@aws-sdk/client-apigatewayv2'),
  operations: {
    ...apiOperations,
    ...integrationOperations,
    ...routeOperations,
    ...stageOperations,
    ...vpcLinkOperations,
    ...domainOperations,
    ...tagOperations,
  },
  events: { 'apigateway.link-deleted': linkDeleted, 'apigateway.release': releaseInterfaces },
  routes: [front],
  invalidInputCode: 'BadRequestException',
})
