import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { type GroupRecord, groups } from './tables.ts'

/** The group that every account has, and that cannot be deleted. */
export const defaultGroup = 'default'

/** @throws AwsError ResourceNotFoundException */
export function findGroup(call: Call, name: string): GroupRecord {
  const group = call.table(groups).get(name) ?? (name === defaultGroup ? theDefault(call) : undefined)
  if (!group) throw noGroup(name)
  return group
}

/** @throws AwsError ValidationException */
export function checkName(name: string): void {
  if (/^[\w.-]{1,64}$/.test(name)) return
  throw awsError(
    'ValidationException',
    `1 validation error detected: Value '${name}' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9a-zA-Z-_.]+`,
  )
}

function theDefault(call: Call): GroupRecord {
  const arn = call.arn(`schedule-group/${defaultGroup}`, 'scheduler')
  return { name: defaultGroup, arn, state: 'ACTIVE', createdAt: new Date(0), tags: [] }
}

export function noGroup(name: string): AwsError {
  return awsError('ResourceNotFoundException', `Schedule group ${name} does not exist.`)
}
