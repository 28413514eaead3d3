import { arnOf } from './arn.ts'
import { nameOf, type Owner, type Scope } from './names.ts'

/** The alias that routes and schedules call. A release moves it; it is never `$LATEST` that users get. */
export const liveAlias = 'live'

/** AWS's name of a function: `shop-prod-api`; Lambda takes at most 64 characters. */
export function functionName(owner: Owner, id: string): string {
  return nameOf(owner, id, 64)
}

/** The ARN of a function, or of one of its versions or aliases. */
export function functionArn(scope: Scope, id: string, qualifier?: string): string {
  const name = functionName(scope, id)
  return arnOf(scope, 'lambda', `function:${qualifier === undefined ? name : `${name}:${qualifier}`}`)
}

/** The log group that Lambda writes to by itself. */
export function functionLogGroup(owner: Owner, id: string): string {
  return `/aws/lambda/${functionName(owner, id)}`
}
