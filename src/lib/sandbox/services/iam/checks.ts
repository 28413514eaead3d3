import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { type RoleRecord, roles } from './tables.ts'

/** @throws AwsError NoSuchEntity */
export function findRole(call: Call, name: string): RoleRecord {
  const role = call.table(roles).get(name)
  if (!role) throw noSuchEntity(`The role with name ${name} cannot be found.`)
  return role
}

export function noSuchEntity(message: string): AwsError {
  return awsError('NoSuchEntityException', message)
}

/** @throws AwsError ValidationError where the name is too long or has characters that IAM does not take */
export function checkName(field: string, name: string, limit: number): void {
  if (name.length > limit) {
    throw invalid(name, field, `Member must have length less than or equal to ${limit}`)
  }
  if (!/^[\w+=,.@-]+$/.test(name)) {
    throw invalid(name, field, 'Member must satisfy regular expression pattern: [\\w+=,.@-]+')
  }
}

/** @throws AwsError ValidationError where a path does not begin and end with a slash */
export function checkPath(path: string): void {
  if (!/^(\/|\/[!-~]+\/)$/.test(path) || path.length > 512) {
    throw awsError(
      'ValidationError',
      'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
    )
  }
}

function invalid(value: string, field: string, constraint: string): AwsError {
  return awsError(
    'ValidationError',
    `1 validation error detected: Value '${value}' at '${field}' failed to satisfy constraint: ${constraint}`,
  )
}
