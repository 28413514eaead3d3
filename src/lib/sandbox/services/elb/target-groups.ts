import type { TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { changedAttributes, checkSupported, defaultsOf, listed } from './attributes.ts'
import { checkHealthCheck, wantedOf } from './group-settings.ts'
import { checkName, find, missing } from './names.ts'
import { checkTargetStickiness } from './stickiness.ts'
import {
  type ElbOperations,
  functionTargets,
  loadBalancers,
  type TargetGroupRecord,
  targetGroups,
  targets,
} from './tables.ts'
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
    const attributes = defaultsOf(wanted.TargetType)
    const made = { ...wanted, TargetGroupArn, TargetGroupName: Name, attributes }
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
    call.table(functionTargets).delete(TargetGroupArn)
    forgetTags(call, TargetGroupArn)
    return {}
  },

  DescribeTargetGroupAttributes({ TargetGroupArn }, call) {
    return { Attributes: listed(find(call, targetGroups, TargetGroupArn).attributes) }
  },

  ModifyTargetGroupAttributes({ TargetGroupArn, Attributes }, call) {
    const group = find(call, targetGroups, TargetGroupArn)
    checkSupported(group, Attributes)
    const attributes = changedAttributes('Target group', group.attributes, Attributes)
    if (attributes['stickiness.enabled'] === 'true') checkTargetStickiness(call, TargetGroupArn)
    call.table(targetGroups).update(TargetGroupArn, draft => {
      draft.attributes = attributes
    })
    return { Attributes: listed(attributes) }
  },
} satisfies ElbOperations

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
