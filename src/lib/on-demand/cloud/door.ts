import type { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2'
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { ServiceDiscoveryClient } from '@aws-sdk/client-servicediscovery'
import type { Door, Settings } from '../settings.ts'

export type Leads = 'service' | 'waker'

/** The front door, which leads to the service or to the waker, whatever it is made of. */
export interface FrontDoor {
  leads(): Promise<Leads>
  turn(to: Leads): Promise<void>
  /** Whether it finds at least one of these tasks well. */
  finds(addresses: readonly string[]): Promise<boolean>
}

interface Clients {
  readonly apiGateway: () => Promise<ApiGatewayV2Client>
  readonly discovery: () => Promise<ServiceDiscoveryClient>
  readonly elb: () => Promise<ElasticLoadBalancingV2Client>
}

export function frontDoor({ door }: Settings, clients: Clients): FrontDoor {
  return door.kind === 'http-api' ? new Routes(door, clients) : new Rules(door, clients)
}

/** Routes of an HTTP API; another target is live within seconds, since the stage deploys by itself. */
class Routes implements FrontDoor {
  readonly #door: Extract<Door, { kind: 'http-api' }>
  readonly #clients: Clients

  constructor(door: Extract<Door, { kind: 'http-api' }>, clients: Clients) {
    this.#door = door
    this.#clients = clients
  }

  async leads(): Promise<Leads> {
    const routes = await this.#routes()
    return routes.every(({ Target }) => Target === this.#target('service')) ? 'service' : 'waker'
  }

  async turn(to: Leads): Promise<void> {
    const { UpdateRouteCommand } = await import('@aws-sdk/client-apigatewayv2')
    const apiGateway = await this.#clients.apiGateway()
    const { apiId: ApiId } = this.#door
    const Target = this.#target(to)
    const others = (await this.#routes()).filter(route => route.Target !== Target)
    await Promise.all(
      others.map(({ RouteId }) =>
        apiGateway.send(new UpdateRouteCommand({ ApiId, RouteId: RouteId!, Target })),
      ),
    )
  }

  /** The gateway asks Cloud Map for instances at every request, so what is registered there is what it finds. */
  async finds(addresses: readonly string[]): Promise<boolean> {
    const { ListInstancesCommand } = await import('@aws-sdk/client-servicediscovery')
    const discovery = await this.#clients.discovery()
    const { Instances = [] } = await discovery.send(
      new ListInstancesCommand({ ServiceId: this.#door.discoveryService }),
    )
    return Instances.some(({ Attributes }) => addresses.includes(Attributes?.AWS_INSTANCE_IPV4 ?? ''))
  }

  async #routes() {
    const { GetRoutesCommand } = await import('@aws-sdk/client-apigatewayv2')
    const apiGateway = await this.#clients.apiGateway()
    const { Items = [] } = await apiGateway.send(
      new GetRoutesCommand({ ApiId: this.#door.apiId, MaxResults: '500' }),
    )
    return Items.filter(({ RouteKey }) => this.#door.routes.includes(RouteKey!))
  }

  #target(to: Leads): string {
    return `integrations/${this.#door[to]}`
  }
}

/**
 * Rules of a load balancer's listener. Both target groups stay in every rule, one of them with no weight: a group that
 * no rule names is not asked for its health.
 */
class Rules implements FrontDoor {
  readonly #door: Extract<Door, { kind: 'load-balancer' }>
  readonly #clients: Clients

  constructor(door: Extract<Door, { kind: 'load-balancer' }>, clients: Clients) {
    this.#door = door
    this.#clients = clients
  }

  async leads(): Promise<Leads> {
    const { DescribeRulesCommand } = await import('@aws-sdk/client-elastic-load-balancing-v2')
    const elb = await this.#clients.elb()
    const { Rules = [] } = await elb.send(new DescribeRulesCommand({ RuleArns: [...this.#door.rules] }))
    const isServing = Rules.map(({ Actions = [] }) =>
      Actions.some(({ TargetGroupArn, ForwardConfig }) => {
        const groups = ForwardConfig?.TargetGroups ?? [{ TargetGroupArn, Weight: 1 }]
        return groups.some(group => group.TargetGroupArn === this.#door.service && group.Weight !== 0)
      }),
    )
    return isServing.length > 0 && isServing.every(Boolean) ? 'service' : 'waker'
  }

  async turn(to: Leads): Promise<void> {
    const { ModifyRuleCommand } = await import('@aws-sdk/client-elastic-load-balancing-v2')
    const elb = await this.#clients.elb()
    const { service, waker, rules } = this.#door
    const TargetGroups = [
      { TargetGroupArn: service, Weight: to === 'service' ? 1 : 0 },
      { TargetGroupArn: waker, Weight: to === 'waker' ? 1 : 0 },
    ]
    const Actions = [{ Type: 'forward' as const, ForwardConfig: { TargetGroups } }]
    await Promise.all(rules.map(RuleArn => elb.send(new ModifyRuleCommand({ RuleArn, Actions }))))
  }

  async finds(addresses: readonly string[]): Promise<boolean> {
    const { DescribeTargetHealthCommand } = await import('@aws-sdk/client-elastic-load-balancing-v2')
    const elb = await this.#clients.elb()
    const { TargetHealthDescriptions = [] } = await elb.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: this.#door.service }),
    )
    return TargetHealthDescriptions.some(
      ({ Target, TargetHealth }) => TargetHealth?.State === 'healthy' && addresses.includes(Target?.Id ?? ''),
    )
  }
}
