import type { DoorPorts } from '../door/index.ts'
import { once, patience } from './client.ts'

/** The door's ports over clients that are loaded when they are first needed, since a visitor waits. */
export function doorPorts(): DoorPorts {
  const apiGateway = once(async () => {
    const sdk = await import('@aws-sdk/client-apigatewayv2')
    return { sdk, client: new sdk.ApiGatewayV2Client(patience) }
  })
  const discovery = once(async () => {
    const sdk = await import('@aws-sdk/client-servicediscovery')
    return { sdk, client: new sdk.ServiceDiscoveryClient(patience) }
  })
  const elb = once(async () => {
    const sdk = await import('@aws-sdk/client-elastic-load-balancing-v2')
    return { sdk, client: new sdk.ElasticLoadBalancingV2Client(patience) }
  })
  return {
    apiGateway: {
      async getRoutes(input) {
        const { sdk, client } = await apiGateway()
        return client.send(new sdk.GetRoutesCommand(input))
      },
      async updateRoute(input) {
        const { sdk, client } = await apiGateway()
        return client.send(new sdk.UpdateRouteCommand(input))
      },
    },
    serviceDiscovery: {
      async listInstances(input) {
        const { sdk, client } = await discovery()
        return client.send(new sdk.ListInstancesCommand(input))
      },
    },
    elb: {
      async describeRules(input) {
        const { sdk, client } = await elb()
        return client.send(new sdk.DescribeRulesCommand(input))
      },
      async describeTargetHealth(input) {
        const { sdk, client } = await elb()
        return client.send(new sdk.DescribeTargetHealthCommand(input))
      },
      async modifyRule(input) {
        const { sdk, client } = await elb()
        return client.send(new sdk.ModifyRuleCommand(input))
      },
    },
  }
}
