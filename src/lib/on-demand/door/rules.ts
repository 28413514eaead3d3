import type { Rule, TargetGroupTuple } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { LoadBalancerDoor } from '../settings.ts'
import { isEachFound } from './found.ts'
import type { DoorPorts, FrontDoor, Leads } from './index.ts'
import { turnedAction } from './turned-action.ts'

/**
 * Rules of a load balancer's listener: those that name the waker and a service. Both stay in the rule, one of them with
 * no weight, since a target group that no rule names is not asked for its health.
 */
export class Rules implements FrontDoor {
  readonly #door: LoadBalancerDoor
  readonly #ports: Pick<DoorPorts, 'elb'>

  constructor(door: LoadBalancerDoor, ports: Pick<DoorPorts, 'elb'>) {
    this.#door = door
    this.#ports = ports
  }

  async leads(): Promise<Leads | undefined> {
    const rules = await this.#rules()
    if (rules.length === 0) return undefined
    return rules.every(({ leads }) => leads === 'service') ? 'service' : 'waker'
  }

  async turn(to: Leads): Promise<void> {
    const others = (await this.#rules()).filter(({ leads }) => leads !== to)
    await Promise.all(
      others.map(({ arn: RuleArn, service }) =>
        this.#ports.elb.modifyRule({ RuleArn, Actions: [turnedAction(service, this.#door.waker, to)] }),
      ),
    )
  }

  async finds(addresses?: readonly string[]): Promise<boolean> {
    const found = await Promise.all(this.#door.services.map(group => this.#healthy(group)))
    return isEachFound(found, addresses)
  }

  /** Addresses of the targets that the load balancer finds well. */
  async #healthy(TargetGroupArn: string): Promise<string[]> {
    const { TargetHealthDescriptions = [] } = await this.#ports.elb.describeTargetHealth({ TargetGroupArn })
    return TargetHealthDescriptions.filter(({ TargetHealth }) => TargetHealth?.State === 'healthy').map(
      ({ Target }) => Target?.Id ?? '',
    )
  }

  async #rules(): Promise<{ arn: string; service: string; leads: Leads | undefined }[]> {
    const { listener: ListenerArn, waker, services } = this.#door
    const rules: Rule[] = []
    let Marker: string | undefined
    do {
      const page = await this.#ports.elb.describeRules({ ListenerArn, ...(Marker && { Marker }) })
      rules.push(...(page.Rules ?? []))
      Marker = page.NextMarker
    } while (Marker)
    return rules.flatMap(({ RuleArn: arn = '', Actions = [] }) => {
      const groups = Actions[0]?.ForwardConfig?.TargetGroups ?? []
      const service = groups.find(({ TargetGroupArn = '' }) => services.includes(TargetGroupArn))
      const isTurned = service && groups.some(({ TargetGroupArn }) => TargetGroupArn === waker)
      return isTurned ? [{ arn, service: service.TargetGroupArn!, leads: leadOf(groups, waker) }] : []
    })
  }
}

/** Undefined where it leads to both, or to none. */
function leadOf(groups: readonly TargetGroupTuple[], waker: string): Leads | undefined {
  const weighty = groups.filter(({ Weight = 1 }) => Weight > 0)
  if (weighty.length !== 1) return undefined
  return weighty[0]!.TargetGroupArn === waker ? 'waker' : 'service'
}
