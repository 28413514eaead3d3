import type { CreateLoadBalancerInput, LoadBalancer } from '@aws-sdk/client-elastic-load-balancing-v2'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { createInterface, deleteInterface } from '../ec2/network-interfaces.ts'
import { page } from '../paging.ts'
import { changedAttributes, listed, loadBalancerDefaults } from './attributes.ts'
import { hostedZoneOf } from './hosted-zones.ts'
import { removeListener } from './listeners.ts'
import { checkName, find, missing, pathOf } from './names.ts'
import { checkedSubnets, checkSecurityGroups } from './subnets.ts'
import { type ElbOperations, hosts, type LoadBalancerRecord, listeners, loadBalancers } from './tables.ts'
import { forgetTags, setTags } from './tagging.ts'

export const loadBalancerOperations = {
  CreateLoadBalancer(input, call) {
    const { Name, Type = 'application', Tags } = input
    checkName('load balancer', Name)
    if (Type !== 'application') {
      throw awsError('NotImplemented', `The sandbox does not implement ${Type} load balancers.`, 501)
    }
    const wanted = wantedOf(input)
    const existing = call.table(loadBalancers).find(({ LoadBalancerName }) => LoadBalancerName === Name)
    if (existing) return { LoadBalancers: [shown(same(existing, wanted), call)] }
    const made = create(call, Name, wanted)
    setTags(call, made.LoadBalancerArn, Tags ?? [])
    return { LoadBalancers: [shown(made, call)] }
  },

  DescribeLoadBalancers({ LoadBalancerArns = [], Names = [], Marker, PageSize = 400 }, call) {
    const all = call.table(loadBalancers).values()
    const byName = Names.map(
      name => all.find(({ LoadBalancerName }) => LoadBalancerName === name) ?? missing(loadBalancers),
    )
    const byArn = LoadBalancerArns.map(arn => find(call, loadBalancers, arn))
    const isAll = Names.length === 0 && LoadBalancerArns.length === 0
    const { items, next } = page(isAll ? all : [...byArn, ...byName], Marker, PageSize)
    return { LoadBalancers: items.map(one => shown(one, call)), NextMarker: next }
  },

  /** One that is gone already is fine, as it is for AWS. Its network interfaces linger. */
  DeleteLoadBalancer({ LoadBalancerArn }, call) {
    const record = call.table(loadBalancers).get(LoadBalancerArn)
    if (!record) return {}
    if (record.attributes['deletion_protection.enabled'] === 'true') {
      throw awsError(
        'OperationNotPermitted',
        `Load balancer '${LoadBalancerArn}' cannot be deleted because deletion protection is enabled`,
      )
    }
    const own = call.table(listeners).filter(listener => listener.LoadBalancerArn === LoadBalancerArn)
    for (const { ListenerArn } of own) removeListener(call, ListenerArn)
    call.table(loadBalancers).delete(LoadBalancerArn)
    call.table(hosts).delete(record.host)
    forgetTags(call, LoadBalancerArn)
    call.schedule(timings.networkInterfaceReleased, 'elb.release', record.networkInterfaceIds)
    return {}
  },

  DescribeLoadBalancerAttributes({ LoadBalancerArn }, call) {
    return { Attributes: listed(find(call, loadBalancers, LoadBalancerArn).attributes) }
  },

  ModifyLoadBalancerAttributes({ LoadBalancerArn, Attributes }, call) {
    const before = find(call, loadBalancers, LoadBalancerArn).attributes
    const attributes = changedAttributes('Load balancer', before, Attributes)
    call.table(loadBalancers).update(LoadBalancerArn, draft => {
      draft.attributes = attributes
    })
    return { Attributes: listed(attributes) }
  },

  SetSecurityGroups({ LoadBalancerArn, SecurityGroups }, call) {
    const { VpcId = '' } = find(call, loadBalancers, LoadBalancerArn)
    checkSecurityGroups(call, SecurityGroups, VpcId)
    call.table(loadBalancers).update(LoadBalancerArn, draft => {
      draft.SecurityGroups = SecurityGroups
    })
    return { SecurityGroupIds: SecurityGroups }
  },
} satisfies ElbOperations

export function releaseInterfaces(ids: readonly string[], call: Call): void {
  for (const id of ids) deleteInterface(call, id)
}

interface Wanted {
  readonly subnetIds: readonly string[]
  readonly groupIds: string[]
  readonly scheme: 'internal' | 'internet-facing'
}

function wantedOf(input: CreateLoadBalancerInput): Wanted {
  const mapped = (input.SubnetMappings ?? []).flatMap(({ SubnetId }) => SubnetId ?? [])
  return {
    subnetIds: [...(input.Subnets ?? []), ...mapped],
    groupIds: input.SecurityGroups ?? [],
    scheme: input.Scheme ?? 'internet-facing',
  }
}

function same(existing: LoadBalancerRecord, { subnetIds, scheme }: Wanted): LoadBalancerRecord {
  const have = existing.AvailabilityZones?.map(({ SubnetId }) => SubnetId)
  const isSame =
    existing.Scheme === scheme &&
    subnetIds.length === have?.length &&
    subnetIds.every(id => have.includes(id))
  if (isSame) return existing
  throw awsError(
    'DuplicateLoadBalancerName',
    `A load balancer with the same name '${existing.LoadBalancerName}' exists, but with different settings`,
  )
}

function create(call: Call, name: string, { subnetIds, groupIds, scheme }: Wanted): LoadBalancerRecord {
  const subnets = checkedSubnets(call, subnetIds, scheme)
  const VpcId = subnets[0]!.VpcId
  checkSecurityGroups(call, groupIds, VpcId)
  const LoadBalancerArn = call.arn(`loadbalancer/app/${name}/${call.id('', 16)}`)
  const interfaces = subnets.map(({ SubnetId }) =>
    createInterface(call, {
      subnetId: SubnetId,
      groups: groupIds,
      description: `ELB ${pathOf(LoadBalancerArn)}`,
      requester: 'amazon-elb',
    }),
  )
  const host = hostOf(call, name, scheme)
  const { account, region } = call
  call.table(hosts).put(host, { account, region, loadBalancerArn: LoadBalancerArn })
  return call.table(loadBalancers).put(LoadBalancerArn, {
    LoadBalancerArn,
    LoadBalancerName: name,
    host,
    CanonicalHostedZoneId: hostedZoneOf(region),
    CreatedTime: call.date,
    Scheme: scheme,
    VpcId,
    Type: 'application',
    AvailabilityZones: subnets.map(({ SubnetId, AvailabilityZone }) => ({
      SubnetId,
      ZoneName: AvailabilityZone,
      LoadBalancerAddresses: [],
    })),
    SecurityGroups: groupIds,
    IpAddressType: 'ipv4',
    activeAt: call.now + timings.loadBalancerActive,
    networkInterfaceIds: interfaces.map(({ NetworkInterfaceId }) => NetworkInterfaceId),
    attributes: loadBalancerDefaults,
  })
}

/** AWS's form, under `localhost`: a name that means this machine, wherever it is looked up (RFC 6761). */
function hostOf(call: Call, name: string, scheme: Wanted['scheme']): string {
  const prefix = scheme === 'internal' ? 'internal-' : ''
  const number = Number.parseInt(call.id('', 8), 16) % 1_000_000_000
  return `${prefix}${name}-${number}.${call.region}.elb.localhost`.toLowerCase()
}

function shown(record: LoadBalancerRecord, call: Call): LoadBalancer {
  const { host, activeAt, networkInterfaceIds: _ids, attributes: _attributes, ...loadBalancer } = record
  return {
    ...loadBalancer,
    DNSName: `${host}:${new URL(call.endpoint).port}`,
    State: { Code: call.now >= activeAt ? 'active' : 'provisioning' },
  }
}
