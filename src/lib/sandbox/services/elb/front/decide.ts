import { randomInt } from 'node:crypto'
import type { Action, TargetGroupTuple } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Call } from '../../../service.ts'
import { rulesOf } from '../rules.ts'
import { type ListenerRecord, listeners, loadBalancers, type TargetRecord } from '../tables.ts'
import { targetHealth, targetsOf } from '../targets.ts'
import { ownerOf } from './domains.ts'
import { type FrontRequest, meets } from './matching.ts'
import { redirectLocation } from './redirect.ts'

/** What a load balancer does with a request. */
export type Decision =
  | {
      readonly kind: 'target'
      readonly target: TargetRecord
      readonly listener: Pick<ListenerRecord, 'Protocol' | 'Port'>
    }
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers: Record<string, string>
      readonly body: string
    }

/** Lets the load balancer that a host name means look at a request. */
export function decide(call: Call, request: FrontRequest): Decision {
  const owner = ownerOf(call, request.host)
  if (!owner) return unavailable(404, 'Not Found')
  const there = call.as(owner)
  const loadBalancer = there.table(loadBalancers).get(owner.loadBalancerArn)
  const listener = loadBalancer && listenerFor(there, loadBalancer.LoadBalancerArn, request)
  if (!listener || call.now < loadBalancer.activeAt)
    return unavailable(503, 'Service Temporarily Unavailable')
  const rule = rulesOf(there, listener.ListenerArn).find(({ Conditions }) => meets(request, Conditions))
  return perform(there, (rule?.Actions ?? listener.DefaultActions).at(-1)!, request, listener)
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
    return { kind: 'answer', status, headers: { location }, body: '' }
  }
  if (action.FixedResponseConfig) {
    const { StatusCode, ContentType = 'text/plain', MessageBody = '' } = action.FixedResponseConfig
    const headers = { 'content-type': ContentType }
    return { kind: 'answer', status: Number(StatusCode), headers, body: MessageBody }
  }
  const group = byWeight(action.ForwardConfig?.TargetGroups ?? [])
  const healthy = targetsOf(call, group ?? '').filter(
    target => targetHealth(call, target)?.State === 'healthy',
  )
  if (healthy.length === 0) return unavailable(503, 'Service Temporarily Unavailable')
  return { kind: 'target', target: healthy[randomInt(healthy.length)]!, listener }
}

function byWeight(groups: readonly TargetGroupTuple[]): string | undefined {
  const total = groups.reduce((sum, { Weight = 1 }) => sum + Weight, 0)
  let drawn = total > 0 ? randomInt(total) : 0
  for (const { TargetGroupArn, Weight = 1 } of groups) {
    if (drawn < Weight) return TargetGroupArn
    drawn -= Weight
  }
  return undefined
}

function unavailable(status: number, title: string): Decision {
  const body = `<html>\r\n<head><title>${status} ${title}</title></head>\r\n<body>\r\n<center><h1>${status} ${title}</h1></center>\r\n</body>\r\n</html>\r\n`
  return { kind: 'answer', status, headers: { 'content-type': 'text/html', server: 'awselb/2.0' }, body }
}
