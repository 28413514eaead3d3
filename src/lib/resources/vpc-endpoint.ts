import type { VpcEndpoint } from '@aws-sdk/client-ec2'
import { type Ports, pages, unlessMissing, until } from '../aws/index.ts'
import { ec2TagSpecification, ours, withId } from './ec2-tags.ts'
import { gatewayServices, interfaceServices } from './endpoint-services.ts'
import { changed, defineResource, type Run, type Standing } from './resource.ts'
import { routeTable } from './route-table.ts'
import { securityGroup } from './security-group.ts'
import { securityGroupRules } from './security-group-rules.ts'
import { subnet, subnetIds } from './subnet.ts'
import { isSecluded } from './task-subnets.ts'
import { vpc } from './vpc.ts'

export interface VpcEndpointSpec {
  readonly type: 'Gateway' | 'Interface'
  /** The end of the service's name: `ecr.api`. */
  readonly service: string
}

export interface VpcEndpointState {
  readonly endpointId: string
  /** AWS's word, in small letters: `pending`, `available`, `deleting`. */
  readonly status: string
  readonly subnets: readonly string[]
  readonly securityGroups: readonly string[]
  readonly routeTables: readonly string[]
}

const deps = { vpc, subnet, routeTable, securityGroup, securityGroupRules }
type Deps = typeof deps

export const vpcEndpoint = defineResource<VpcEndpointSpec, VpcEndpointState, Deps>({
  kind: 'vpc-endpoint',
  stage: 'bootstrap',
  deps,

  desired(manifest) {
    if (!isSecluded(manifest)) return {}
    const endpoints = [
      ...gatewayServices(manifest).map(service => ({ type: 'Gateway' as const, service })),
      ...interfaceServices(manifest).map(service => ({ type: 'Interface' as const, service })),
    ]
    return Object.fromEntries(endpoints.map(one => [one.service.replace('.', '-'), one]))
  },

  async inspect(scope, { ec2 }) {
    const all = await pages(ec2.describeVpcEndpoints, { Filters: ours(scope) }, page => page.VpcEndpoints)
    const standing = all.filter(({ State }) => !/^delete/i.test(State!))
    return Object.fromEntries(withId(standing, scope).map(([id, endpoint]) => [id, stateOf(endpoint)]))
  },

  diff(want, have, deps) {
    const places = placesOf(want, deps)
    return [
      ...changed('status', have.status, 'available'),
      ...changed('subnets', have.subnets, places.subnets),
      ...changed('securityGroups', have.securityGroups, places.securityGroups),
      ...changed('routeTables', have.routeTables, places.routeTables),
    ]
  },

  async ensure(want, have, deps, run) {
    const places = placesOf(want, deps)
    const endpointId = have?.endpointId ?? (await create(want, places, deps.vpc.of('main').vpcId, run))
    if (have) await move(have, places, run)
    run.waiting(`for ${endpointId} to be available`)
    return until({ ...run, what: `VPC endpoint ${endpointId} to be available`, within: 600 }, async () => {
      const found = await describe(endpointId, run.ports)
      return found?.status === 'available' ? found : undefined
    })
  },

  async remove({ endpointId }, run) {
    await unlessMissing(run.ports.ec2.deleteVpcEndpoints({ VpcEndpointIds: [endpointId] }))
    await until({ ...run, what: `VPC endpoint ${endpointId} to be deleted`, within: 600 }, async () => {
      const found = await describe(endpointId, run.ports)
      return !found || found.status === 'deleted' ? true : undefined
    })
  },

  identify: ({ endpointId }) => endpointId,
})

type Places = Pick<VpcEndpointState, 'subnets' | 'securityGroups' | 'routeTables'>

function placesOf({ type }: VpcEndpointSpec, deps: Standing<Deps>): Places {
  if (type === 'Gateway') {
    const tables = deps.routeTable.entries().filter(([id]) => id.startsWith('private-'))
    return {
      subnets: [],
      securityGroups: [],
      routeTables: tables.map(([, { routeTableId }]) => routeTableId).toSorted(),
    }
  }
  const group = deps.securityGroup.get('endpoints')
  return {
    subnets: subnetIds(deps.subnet, 'private').toSorted(),
    securityGroups: group ? [group.groupId] : [],
    routeTables: [],
  }
}

async function create({ type, service }: VpcEndpointSpec, places: Places, vpcId: string, run: Run) {
  const isInterface = type === 'Interface'
  const { VpcEndpoint } = await run.ports.ec2.createVpcEndpoint({
    VpcId: vpcId,
    VpcEndpointType: type,
    ServiceName: `com.amazonaws.${run.scope.region}.${service}`,
    ...(isInterface
      ? {
          SubnetIds: [...places.subnets],
          SecurityGroupIds: [...places.securityGroups],
          PrivateDnsEnabled: true,
        }
      : { RouteTableIds: [...places.routeTables] }),
    TagSpecifications: ec2TagSpecification('vpc-endpoint', run),
  })
  return VpcEndpoint!.VpcEndpointId!
}

async function move(have: VpcEndpointState, want: Places, { ports }: Run): Promise<void> {
  const subnets = difference(have.subnets, want.subnets)
  const groups = difference(have.securityGroups, want.securityGroups)
  const tables = difference(have.routeTables, want.routeTables)
  const changes = {
    ...(subnets.added.length > 0 && { AddSubnetIds: subnets.added }),
    ...(subnets.gone.length > 0 && { RemoveSubnetIds: subnets.gone }),
    ...(groups.added.length > 0 && { AddSecurityGroupIds: groups.added }),
    ...(groups.gone.length > 0 && { RemoveSecurityGroupIds: groups.gone }),
    ...(tables.added.length > 0 && { AddRouteTableIds: tables.added }),
    ...(tables.gone.length > 0 && { RemoveRouteTableIds: tables.gone }),
  }
  if (Object.keys(changes).length === 0) return
  await ports.ec2.modifyVpcEndpoint({ VpcEndpointId: have.endpointId, ...changes })
}

function difference(have: readonly string[], want: readonly string[]) {
  return { added: want.filter(id => !have.includes(id)), gone: have.filter(id => !want.includes(id)) }
}

function stateOf({ VpcEndpointId, State, SubnetIds = [], Groups = [], RouteTableIds = [] }: VpcEndpoint) {
  return {
    endpointId: VpcEndpointId!,
    status: State!.toLowerCase(),
    subnets: SubnetIds.toSorted(),
    securityGroups: Groups.map(({ GroupId }) => GroupId!).toSorted(),
    routeTables: RouteTableIds.toSorted(),
  }
}

async function describe(endpointId: string, { ec2 }: Ports): Promise<VpcEndpointState | undefined> {
  const answer = await unlessMissing(ec2.describeVpcEndpoints({ VpcEndpointIds: [endpointId] }))
  const [found] = answer?.VpcEndpoints ?? []
  return found && stateOf(found)
}
