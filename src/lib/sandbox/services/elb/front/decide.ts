import { randomInt } from 'node:crypto'
import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Call } from '../../../service.ts'
import { isAllowed } from '../function-targets.ts'
import { rulesOf } from '../rules.ts'
import {
  functionTargets,
  type ListenerRecord,
  listeners,
  loadBalancers,
  type TargetRecord,
  targetGroups,
} from '../tables.ts'
import { targetHealth, targetsOf } from '../targets.ts'
import { type Answer, badGateway, ownAnswer } from './answers.ts'
import { type ChosenGroup, chooseGroup } from './choose-group.ts'
import { ownerOf } from './domains.ts'
import { type FrontRequest, meets } from './matching.ts'
import { redirectLocation } from './redirect.ts'

/** The listener that a request came by. */
export interface Visit {
  readonly account: string
  readonly region: string
  readonly loadBalancerArn: string
  readonly listener: Pick<ListenerRecord, 'Protocol' | 'Port'>
  /** Virtual ms since the epoch. */
  readonly at: number
}

/** What a load balancer does with a request. */
export type Decision =
  | { readonly kind: 'target'; readonly group: ChosenGroup; readonly target: TargetRecord }
  | {
      readonly kind: 'function'
      readonly group: ChosenGroup
      readonly arn: string
      /** Whether headers and parameters have all of their values, in lists. */
      readonly multiValue: boolean
    }
  | { readonly kind: 'answer'; readonly answer: Answer }

/** Lets the load balancer that a host name means look at a request. No visit where there is none. */
export function decide(call: Call, request: FrontRequest): { visit?: Visit; decision: Decision } {
  const owner = ownerOf(call, request.host)
  if (!owner) return { decision: answer(ownAnswer(404, 'Not Found')) }
  const there = call.as(owner)
  const loadBalancer = there.table(loadBalancers).get(owner.loadBalancerArn)
  const listener = loadBalancer && listenerFor(there, loadBalancer.LoadBalancerArn, request)
  if (!listener || call.now < loadBalancer.activeAt) return { decision: unavailable }
  const rule = rulesOf(there, listener.ListenerArn).find(({ Conditions }) => meets(request, Conditions))
  const action = (rule?.Actions ?? listener.DefaultActions).at(-1)!
  return { visit: { ...owner, listener, at: call.now }, decision: perform(there, action, request, listener) }
}

/**
 * The listener whose place the sandbox's own port takes, whatever the request came by: an HTTPS listener comes
 * first, unless the request says by `x-forwarded-proto` that it came by HTTP.
 */
function listenerFor(
  call: Call,
  loadBalancerArn: string,
  { headers }: FrontRequest,
): ListenerRecord | undefined {
  const own = call
    .table(listeners)
    .filter(listener => listener.LoadBalancerArn === loadBalancerArn)
    .sort((a, b) => a.Port - b.Port)
  const wanted = headers['x-forwarded-proto'] === 'http' ? 'HTTP' : 'HTTPS'
  return own.find(({ Protocol }) => Protocol === wanted) ?? own[0]
}

function perform(call: Call, action: Action, request: FrontRequest, listener: ListenerRecord): Decision {
  if (action.RedirectConfig) {
    const status = action.RedirectConfig.StatusCode === 'HTTP_301' ? 301 : 302
    const location = redirectLocation(action.RedirectConfig, request, listener)
    return answer({ status, headers: { location }, body: '', isOwn: true })
  }
  if (action.FixedResponseConfig) {
    const { StatusCode, ContentType = 'text/plain', MessageBody = '' } = action.FixedResponseConfig
    const headers = { 'content-type': ContentType }
    return answer({ status: Number(StatusCode), headers, body: MessageBody, isOwn: true })
  }
  const cookies = [request.headers.cookie ?? ''].flat().join('; ')
  const group = chooseGroup(action.ForwardConfig ?? {}, cookies, call.now)
  return group ? within(call, group) : unavailable
}

/** The target of a group that gets a request. */
function within(call: Call, group: ChosenGroup): Decision {
  const { TargetType, attributes = {} } = call.table(targetGroups).get(group.arn) ?? {}
  if (TargetType === 'lambda') {
    const { arn } = call.table(functionTargets).get(group.arn) ?? {}
    if (arn === undefined) return unavailable
    if (!isAllowed(call, group.arn, arn)) return answer(badGateway)
    const multiValue = attributes['lambda.multi_value_headers.enabled'] === 'true'
    return { kind: 'function', group, arn, multiValue }
  }
  const healthy = targetsOf(call, group.arn).filter(target => targetHealth(call, target)?.State === 'healthy')
  if (healthy.length === 0) return unavailable
  return { kind: 'target', group, target: healthy[randomInt(healthy.length)]! }
}

function answer(whole: Answer): Decision {
  return { kind: 'answer', answer: whole }
}

const unavailable = answer(ownAnswer(503, 'Service Temporarily Unavailable'))
