import { unlessMissing } from '../../aws/index.ts'
import { elbNameLimit, ourIds } from '../elb-tags.ts'
import { refuseForeign } from '../foreign.ts'
import { nameOf, type Scope, tagList } from '../names.ts'
import { defineResource } from '../resource.ts'
import { wakerEntrance, wantsWaker } from './waker-entrance.ts'

export interface WakerTargetGroupState {
  readonly arn: string
  readonly name: string
}

/**
 * What a load balancer's rules name for the waker. Nobody asks a function for its health: that would be paid for, and
 * would count as visits.
 */
export const wakerTargetGroup = defineResource<object, WakerTargetGroupState>({
  kind: 'waker-target-group',
  stage: 'bootstrap',
  deps: {},

  desired: (manifest): Record<string, object> =>
    wantsWaker(manifest, 'load-balancer') ? { [wakerEntrance]: {} } : {},

  async inspect(scope, ports): Promise<Record<string, WakerTargetGroupState>> {
    const name = groupName(scope)
    const found = await unlessMissing(ports.elb.describeTargetGroups({ Names: [name] }))
    const arn = found?.TargetGroups?.[0]?.TargetGroupArn
    if (arn === undefined || (await ourIds([arn], scope, ports)).get(arn) !== wakerEntrance) return {}
    return { [wakerEntrance]: { arn, name } }
  },

  diff: () => [],

  async ensure(_want, have, _deps, { scope, id, ports: { elb } }) {
    if (have) return have
    const name = groupName(scope)
    const standing = await unlessMissing(elb.describeTargetGroups({ Names: [name] }))
    const taken = standing?.TargetGroups?.[0]?.TargetGroupArn
    if (taken !== undefined) {
      const { TagDescriptions } = await elb.describeTags({ ResourceArns: [taken] })
      refuseForeign(TagDescriptions?.[0]?.Tags, scope, `Target group ${name}`)
    }
    // One with the same name and settings is given back as it is.
    const made = await elb.createTargetGroup({ Name: name, TargetType: 'lambda', Tags: tagList(scope, id) })
    return { arn: made.TargetGroups![0]!.TargetGroupArn!, name }
  },

  async remove({ arn }, { ports }) {
    await unlessMissing(ports.elb.deleteTargetGroup({ TargetGroupArn: arn }))
  },

  identify: ({ name }) => name,
})

function groupName(scope: Scope): string {
  return nameOf(scope, 'on-demand-waker', elbNameLimit)
}
