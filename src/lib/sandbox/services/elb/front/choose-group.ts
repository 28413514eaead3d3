import { randomInt } from 'node:crypto'
import type { ForwardActionConfig, TargetGroupTuple } from '@aws-sdk/client-elastic-load-balancing-v2'
import { stickTo, stuckTo } from './group-cookie.ts'

/** The target group that gets a request. */
export interface ChosenGroup {
  readonly arn: string
  /** Values of Set-Cookie for the answer. */
  readonly cookies: readonly string[]
}

/**
 * Chooses by weight, unless the client sticks to a group that is still there. A group's health does not matter: the
 * load balancer does not go elsewhere where it has no targets.
 *
 * @returns undefined where no group has any weight
 */
export function chooseGroup(
  { TargetGroups = [], TargetGroupStickinessConfig: sticky }: ForwardActionConfig,
  cookies: string,
  now: number,
): ChosenGroup | undefined {
  if (!sticky?.Enabled) {
    const arn = byWeight(TargetGroups)
    return arn === undefined ? undefined : { arn, cookies: [] }
  }
  const before = stuckTo(cookies, now)
  const isThere = TargetGroups.some(({ TargetGroupArn }) => TargetGroupArn === before)
  const arn = isThere ? before : byWeight(TargetGroups)
  return arn === undefined ? undefined : { arn, cookies: stickTo(arn, sticky.DurationSeconds ?? 0, now) }
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
