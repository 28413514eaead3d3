import type {
  GetRoutesRequest,
  GetRoutesResponse,
  UpdateRouteRequest,
  UpdateRouteResult,
} from '@aws-sdk/client-apigatewayv2'
import type {
  DescribeRulesInput,
  DescribeRulesOutput,
  DescribeTargetHealthInput,
  DescribeTargetHealthOutput,
  ModifyRuleInput,
  ModifyRuleOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { ListInstancesRequest, ListInstancesResponse } from '@aws-sdk/client-servicediscovery'
import type { Door } from '../settings.ts'
import { Routes } from './routes.ts'
import { Rules } from './rules.ts'

export type Leads = 'service' | 'waker'

/** The front door, which leads to the services or to the waker, whatever it is made of. */
export interface FrontDoor {
  /** Undefined where there is no door yet. */
  leads(): Promise<Leads | undefined>
  /** Nothing happens where it leads there already. */
  turn(to: Leads): Promise<void>
  /**
   * Whether it finds somebody well behind every service that it leads to.
   * @param addresses of which one is to be found behind the awaited service; anybody will do where undefined
   */
  finds(addresses?: readonly string[]): Promise<boolean>
}

type Ask<Input, Output> = (input: Input) => Promise<Output>

/** What of AWS a door is moved by. */
export interface DoorPorts {
  readonly apiGateway: {
    readonly getRoutes: Ask<GetRoutesRequest, GetRoutesResponse>
    readonly updateRoute: Ask<UpdateRouteRequest, UpdateRouteResult>
  }
  readonly serviceDiscovery: {
    readonly listInstances: Ask<ListInstancesRequest, ListInstancesResponse>
  }
  readonly elb: {
    readonly describeRules: Ask<DescribeRulesInput, DescribeRulesOutput>
    readonly describeTargetHealth: Ask<DescribeTargetHealthInput, DescribeTargetHealthOutput>
    readonly modifyRule: Ask<ModifyRuleInput, ModifyRuleOutput>
  }
}

export function frontDoor(door: Door, ports: DoorPorts): FrontDoor {
  return door.kind === 'http-api' ? new Routes(door, ports) : new Rules(door, ports)
}
