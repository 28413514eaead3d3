import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { checkedForward } from './forward-config.ts'
import { invalid } from './names.ts'
import { targetGroups } from './tables.ts'

/** ARNs of the target groups that actions forward to. */
export function groupsIn(actions: readonly Action[]): string[] {
  return actions.flatMap(({ TargetGroupArn, ForwardConfig }) => [
    ...(TargetGroupArn ? [TargetGroupArn] : []),
    ...(ForwardConfig?.TargetGroups ?? []).flatMap(group => group.TargetGroupArn ?? []),
  ])
}

/**
 * Checks actions, and answers them as AWS shows them: with their order, and a forward in both of its forms.
 *
 * @throws AwsError TargetGroupNotFound, InvalidLoadBalancerAction, ValidationError
 */
export function checkedActions(call: Call, actions: readonly Action[]): Action[] {
  const last = actions.at(-1)
  if (!last || !['forward', 'redirect', 'fixed-response'].includes(last.Type ?? '')) {
    throw awsError(
      'InvalidLoadBalancerAction',
      'The last action must be a forward, redirect or fixed-response action',
    )
  }
  for (const arn of groupsIn(actions)) {
    if (!call.table(targetGroups).has(arn)) {
      throw awsError('TargetGroupNotFound', 'One or more target groups not found')
    }
  }
  return actions.map((action, index) =>
    checked(call, action, actions.length > 1 ? (action.Order ?? index + 1) : action.Order),
  )
}

function checked(call: Call, action: Action, order: number | undefined): Action {
  const ordered = { ...action, ...(order !== undefined && { Order: order }) }
  if (action.Type === 'redirect') {
    if (!action.RedirectConfig) throw invalid('A redirect action requires a RedirectConfig')
    const defaults = {
      Protocol: '#{protocol}',
      Port: '#{port}',
      Host: '#{host}',
      Path: '/#{path}',
      Query: '#{query}',
    }
    return { ...ordered, RedirectConfig: { ...defaults, ...action.RedirectConfig } }
  }
  if (action.Type === 'fixed-response') {
    const { StatusCode = '' } = action.FixedResponseConfig ?? {}
    if (!/^[245]\d\d$/.test(StatusCode))
      throw invalid(`The status code '${StatusCode}' of a fixed-response must be 2XX, 4XX or 5XX`)
    return ordered
  }
  return action.Type === 'forward' ? checkedForward(call, ordered) : ordered
}
