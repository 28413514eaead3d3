import type { Route } from '@aws-sdk/client-apigatewayv2'
import type { HttpApiDoor } from '../settings.ts'
import { isEachFound } from './found.ts'
import type { DoorPorts, FrontDoor, Leads } from './index.ts'

/** Routes of an HTTP API; another target is live within seconds, since the stage deploys by itself. */
export class Routes implements FrontDoor {
  readonly #door: HttpApiDoor
  readonly #ports: Pick<DoorPorts, 'apiGateway' | 'serviceDiscovery'>

  constructor(door: HttpApiDoor, ports: Pick<DoorPorts, 'apiGateway' | 'serviceDiscovery'>) {
    this.#door = door
    this.#ports = ports
  }

  async leads(): Promise<Leads | undefined> {
    const routes = await this.#routes()
    if (routes.length === 0) return undefined
    return routes.every(route => route.Target === this.#target(route, 'service')) ? 'service' : 'waker'
  }

  async turn(to: Leads): Promise<void> {
    const { apiId: ApiId } = this.#door
    const others = (await this.#routes()).filter(route => route.Target !== this.#target(route, to))
    // One after another: API Gateway refuses a change while it deploys the one before.
    for (const route of others) {
      const Target = this.#target(route, to)
      await this.#ports.apiGateway.updateRoute({ ApiId, RouteId: route.RouteId!, Target })
    }
  }

  /** The gateway asks Cloud Map for instances at every request, so what is registered there is what it finds. */
  async finds(addresses?: readonly string[]): Promise<boolean> {
    const found = await Promise.all(
      this.#door.discoveryServices.map(ServiceId => this.#registered(ServiceId)),
    )
    return isEachFound(found, addresses)
  }

  async #registered(ServiceId: string): Promise<string[]> {
    const { Instances = [] } = await this.#ports.serviceDiscovery.listInstances({ ServiceId })
    return Instances.map(({ Attributes }) => Attributes?.AWS_INSTANCE_IPV4 ?? '')
  }

  async #routes(): Promise<Route[]> {
    const { apiId: ApiId, routes } = this.#door
    const { Items = [] } = await this.#ports.apiGateway.getRoutes({ ApiId, MaxResults: '500' })
    return Items.filter(({ RouteKey = '' }) => routes[RouteKey] !== undefined)
  }

  #target({ RouteKey = '' }: Route, to: Leads): string {
    return `integrations/${to === 'waker' ? this.#door.waker : this.#door.routes[RouteKey]}`
  }
}
