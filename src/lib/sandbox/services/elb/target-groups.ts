import type {
  CreateTargetGroupInput,
  ModifyTargetGroupInput,
  TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { vpcs } from '../ec2/tables.ts'
import { page } from '../paging.ts'
import { changedAttributes, listed, targetGroupDefaults } from './attributes.ts'
import { checkName, find, invalid, missing } from './names.ts'
import { type ElbOperations, loadBalancers, type TargetGroupRecord, targetGroups, targets } from './tables.ts'
import { forgetTags, setTags } from './tagging.ts'
import { isInUse, loadBalancersOf } from './targets.ts'

export const targetGroupOperations = {
  CreateTargetGroup(input, call) {
    const { Name, Tags } = input
    checkName('target group', Name)
    const wanted = wantedOf(call, input)
    checkHealthCheck(wanted)
    const existing = call.table(targetGroups).find(({ TargetGroupName }) => TargetGroupName === Name)
    if (existing) return { TargetGroups: [shown(same(existing, wanted), call)] }
    const TargetGroupArn = call.arn(`targetgroup/${Name}/${call.id('', 16)}`)
    const made = { ...wanted, TargetGroupArn, TargetGroupName: Name, attributes: targetGroupDefaults }
    setTags(call, TargetGroupArn, Tags ?? [])
    return { TargetGroups: [shown(call.table(targetGroups).put(TargetGroupArn, made), call)] }
  },

  DescribeTargetGroups({ TargetGroupArns = [], Names = [], LoadBalancerArn, Marker, PageSize = 400 }, call) {
    const all = call.table(targetGroups).values()
    if (LoadBalancerArn !== undefined) find(call, loadBalancers, LoadBalancerArn)
    const byName = Names.map(
      name => all.find(({ TargetGroupName }) => TargetGroupName === name) ?? missing(targetGroups),
    )
    const byArn = TargetGroupArns.map(arn => find(call, targetGroups, arn))
    const isAll = Names.length === 0 && TargetGroupArns.length === 0
    const chosen = (isAll ? all : [...byArn, ...byName])
      .map(group => shown(group, call))
      .filter(group => LoadBalancerArn === undefined || group.LoadBalancerArns?.includes(LoadBalancerArn))
    const { items, next } = page(chosen, Marker, PageSize)
    return { TargetGroups: items, NextMarker: next }
  },

  ModifyTargetGroup({ TargetGroupArn, ...changes }, call) {
    const wanted = { ...find(call, targetGroups, TargetGroupArn), ...changes }
    checkHealthCheck(wanted)
    return { TargetGroups: [shown(call.table(targetGroups).put(TargetGroupArn, wanted), call)] }
  },

  DeleteTargetGroup({ TargetGroupArn }, call) {
    if (!call.table(targetGroups).has(TargetGroupArn)) return {}
    if (isInUse(call, TargetGroupArn)) {
      throw awsError(
        'ResourceInUse',
        `Target group '${TargetGroupArn}' is currently in use by a listener or a rule`,
      )
    }
    call.table(targetGroups).delete(TargetGroupArn)
    for (const [key, { targetGroupArn }] of call.table(targets).entries()) {
      if (targetGroupArn === TargetGroupArn) call.table(targets).delete(key)
    }
    forgetTags(call, TargetGroupArn)
    return {}
  },

  DescribeTargetGroupAttributes({ TargetGroupArn }, call) {
    return { Attributes: listed(find(call, targetGroups, TargetGroupArn).attributes) }
  },

  ModifyTargetGroupAttributes({ TargetGroupArn, Attributes }, call) {
    const before = find(call, targetGroups, TargetGroupArn).attributes
    const attributes = changedAttributes('Target group', before, Attributes)
    call.table(targetGroups).update(TargetGroupArn, draft => {
      draft.attributes = attributes
    })
    return { Attributes: listed(attributes) }
  },
} satisfies ElbOperations

function wantedOf(call: Call, input: CreateTargetGroupInput): TargetGroup {
  const { Name: _name, Tags: _tags, Protocol, Port, VpcId, TargetType = 'instance', ...given } = input
  if (Protocol === undefined || Port === undefined) throw invalid('A protocol and a port must be specified')
  if (VpcId === undefined) throw invalid('A VPC ID must be specified')
  if (!call.table(vpcs).has(VpcId)) throw invalid(`The VPC ID '${VpcId}' is not found`)
  if (Port < 1 || Port > 65_535) throw invalid(`Port '${Port}' must be from 1 to 65535`)
  return {
    Protocol,
    Port,
    VpcId,
    TargetType,
    ProtocolVersion: 'HTTP1',
    IpAddressType: 'ipv4',
    HealthCheckProtocol: 'HTTP',
    HealthCheckPort: 'traffic-port',
    HealthCheckEnabled: true,
    HealthCheckPath: '/',
    HealthCheckIntervalSeconds: 30,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 5,
    UnhealthyThresholdCount: 2,
    Matcher: { HttpCode: '200' },
    ...given,
  }
}

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html */
function checkHealthCheck(group: TargetGroup | ModifyTargetGroupInput): void {
  const { HealthCheckIntervalSeconds: interval = 30, HealthCheckTimeoutSeconds: timeout = 5 } = group
  const within = (name: string, value: number, from: number, to: number) => {
    if (value < from || value > to) throw invalid(`${name} '${value}' must be between '${from}' and '${to}'`)
  }
  within('Health check interval', interval, 5, 300)
  within('Health check timeout', timeout, 2, 120)
  within('Healthy threshold count', group.HealthyThresholdCount ?? 5, 2, 10)
  within('Unhealthy threshold count', group.UnhealthyThresholdCount ?? 2, 2, 10)
  if (timeout >= interval) throw invalid('Health check timeout must be smaller than the interval')
  if (!group.HealthCheckPath?.startsWith('/'))
    throw invalid(`Health check path '${group.HealthCheckPath}' must begin with a '/' character`)
}

function same(existing: TargetGroupRecord, wanted: TargetGroup): TargetGroupRecord {
  const keys = Object.keys(wanted) as (keyof TargetGroup)[]
  const isSame = keys.every(key => JSON.stringify(existing[key]) === JSON.stringify(wanted[key]))
  if (isSame) return existing
  throw awsError(
    'DuplicateTargetGroupName',
    `A target group with the same name '${existing.TargetGroupName}' exists, but with different settings`,
  )
}

function shown({ attributes: _attributes, ...group }: TargetGroupRecord, call: Call): TargetGroup {
  return { ...group, LoadBalancerArns: loadBalancersOf(call, group.TargetGroupArn) }
}
