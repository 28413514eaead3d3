import type { FunctionConfiguration } from '@aws-sdk/client-lambda'
import type { Call } from '../../service.ts'
import { arnOf, conflict } from './lookup.ts'
import type { VersionRecord } from './tables.ts'

type States = Pick<
  FunctionConfiguration,
  | 'State'
  | 'StateReason'
  | 'StateReasonCode'
  | 'LastUpdateStatus'
  | 'LastUpdateStatusReason'
  | 'LastUpdateStatusReasonCode'
>

/** Whether a version can be called, and what became of its last change, at this moment. */
export function statesOf({ now }: Call, version: VersionRecord): States {
  const { activeAt, updatedAt, failure, wasActive } = version
  if (activeAt > now) {
    const StateReason = 'The function is being created.'
    return { State: 'Pending', StateReason, StateReasonCode: 'Creating', LastUpdateStatus: 'InProgress' }
  }
  const failed = failure && {
    LastUpdateStatus: 'Failed' as const,
    LastUpdateStatusReason: failure.reason,
    LastUpdateStatusReasonCode: failure.code as never,
  }
  if (failed && !wasActive) {
    const code = failure.code as never
    return { State: 'Failed', StateReason: failure.reason, StateReasonCode: code, ...failed }
  }
  if (updatedAt > now) {
    const LastUpdateStatusReason = 'The function is being updated.'
    return { State: 'Active', LastUpdateStatus: 'InProgress', LastUpdateStatusReason }
  }
  return { State: 'Active', ...(failed ?? { LastUpdateStatus: 'Successful' as const }) }
}

/**
 * Lambda changes one thing at a time.
 *
 * @throws AwsError ResourceConflictException while a creation or an update is in progress
 */
export function requireSettled(call: Call, version: VersionRecord): void {
  const { State, LastUpdateStatus } = statesOf(call, version)
  const refusal = 'The operation cannot be performed at this time.'
  if (State === 'Pending')
    throw conflict(`${refusal} The function is currently in the following state: Pending`)
  if (LastUpdateStatus === 'InProgress') {
    throw conflict(`${refusal} An update is in progress for resource: ${arnOf(call, version.name)}`)
  }
}
