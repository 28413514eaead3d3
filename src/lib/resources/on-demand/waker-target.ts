import { awsReason, type Ports, unlessMissing, until } from '../../aws/index.ts'
import { changed, defineResource, type Run, type Standing } from '../resource.ts'
import { onDemandFunction } from './on-demand-function.ts'
import { onDemandPermission } from './on-demand-permission.ts'
import { wakerEntrance, wantsWaker } from './waker-entrance.ts'
import { wakerTargetGroup } from './waker-target-group.ts'

export interface WakerTargetState {
  readonly groupArn: string
  /** ARN of the function. */
  readonly function: string
}

const deps = { wakerTargetGroup, onDemandFunction, onDemandPermission }
type Deps = Standing<typeof deps>

/** Seconds in which Lambda tells everybody of a permission. */
const patience = 60

/** Leads the target group to the waker, once the load balancer may call it: before, AWS refuses. */
export const wakerTarget = defineResource<object, WakerTargetState, typeof deps>({
  kind: 'waker-target',
  stage: 'bootstrap',
  deps,

  desired: (manifest): Record<string, object> =>
    wantsWaker(manifest, 'load-balancer') ? { [wakerEntrance]: {} } : {},

  async inspect(scope, ports): Promise<Record<string, WakerTargetState>> {
    const group = (await wakerTargetGroup.inspect(scope, ports))[wakerEntrance]
    const target = group && (await targetOf(group.arn, ports))
    return target ? { [wakerEntrance]: { groupArn: group.arn, function: target } } : {}
  },

  diff: (_want, have, standing) => changed('function', have.function, functionIn(standing)),

  async ensure(_want, have, standing, run) {
    const TargetGroupArn = standing.wakerTargetGroup.of(wakerEntrance).arn
    const arn = functionIn(standing)!
    // A group of this type has one target only.
    if (have && have.function !== arn) await deregister(have, run)
    await register(TargetGroupArn, arn, run)
    return { groupArn: TargetGroupArn, function: arn }
  },

  remove: (have, run) => deregister(have, run),

  identify: ({ function: arn }) => arn.split(':').at(-1)!,
})

function functionIn({ onDemandFunction }: Deps): string | undefined {
  return onDemandFunction.get(wakerEntrance)?.arn
}

async function targetOf(TargetGroupArn: string, { elb }: Ports): Promise<string | undefined> {
  const found = await unlessMissing(elb.describeTargetHealth({ TargetGroupArn }))
  return found?.TargetHealthDescriptions?.[0]?.Target?.Id
}

async function register(TargetGroupArn: string, arn: string, run: Run): Promise<void> {
  const what = 'the load balancer to be allowed to call the waker'
  await until({ ...run, what, within: patience }, async () => {
    try {
      await run.ports.elb.registerTargets({ TargetGroupArn, Targets: [{ Id: arn }] })
      return true
    } catch (error) {
      if (awsReason(error) !== 'denied') throw error
      return undefined
    }
  })
}

async function deregister({ groupArn, function: Id }: WakerTargetState, { ports }: Run): Promise<void> {
  await unlessMissing(ports.elb.deregisterTargets({ TargetGroupArn: groupArn, Targets: [{ Id }] }))
}
