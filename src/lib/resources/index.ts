import { internetGateway } from './internet-gateway.ts'
import type { AnyResource } from './resource.ts'
import { vpc } from './vpc.ts'

/** Every kind of resource that deployctl knows. Order means nothing: the graph comes of each kind's `deps`. */
export const resources: readonly AnyResource[] = [internetGateway, vpc]
