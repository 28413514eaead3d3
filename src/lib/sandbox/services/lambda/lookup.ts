import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import {
  type AliasRecord,
  aliases,
  type FunctionRecord,
  functions,
  keyOf,
  latest,
  type VersionRecord,
  versions,
} from './tables.ts'

/** What a `FunctionName` says: a name or an ARN, either with a qualifier behind it. */
export interface Named {
  readonly name: string
  readonly qualifier: string | undefined
}

const form =
  /^(?:arn:aws[a-z-]*:lambda:)?(?:[a-z]{2}(?:-[a-z]+)+-\d:)?(?:\d{12}:)?(?:function:)?([A-Za-z0-9_-]+)(?::(\$LATEST|[A-Za-z0-9_-]+))?$/

/** @throws AwsError where it is none, or names two qualifiers */
export function readName(reference: string, qualifier?: string): Named {
  const [, name, own] = form.exec(reference) ?? []
  if (name === undefined || name.length > 64) {
    throw awsError(
      'ValidationException',
      `1 validation error detected: Value '${reference}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?`,
      400,
    )
  }
  if (own !== undefined && qualifier !== undefined && own !== qualifier) {
    throw invalidValue('The derived qualifier from the function name does not match the specified qualifier.')
  }
  return { name, qualifier: own ?? qualifier }
}

export function invalidValue(message: string): AwsError {
  return awsError('InvalidParameterValueException', message, 400, { Type: 'User' })
}

export function conflict(message: string): AwsError {
  return awsError('ResourceConflictException', message, 409, { Type: 'User' })
}

export function notFound(message: string): AwsError {
  return awsError('ResourceNotFoundException', message, 404, { Type: 'User' })
}

export function arnOf(call: Call, name: string, qualifier?: string): string {
  return call.arn(`function:${name}${qualifier === undefined ? '' : `:${qualifier}`}`, 'lambda')
}

/** @throws AwsError ResourceNotFoundException */
export function findFunction(call: Call, reference: string): FunctionRecord {
  const { name } = readName(reference)
  const found = call.table(functions).get(name)
  if (!found) throw notFound(`Function not found: ${arnOf(call, name)}`)
  return found
}

/** The version that a qualifier means: a number, `$LATEST`, or that of an alias; `$LATEST` where there is none. */
export function findVersion(call: Call, reference: string, given?: string): VersionRecord {
  const { name, qualifier = latest } = readName(reference, given)
  const alias = call.table(aliases).get(keyOf(name, qualifier))
  const found = call.table(versions).get(keyOf(name, alias?.version ?? qualifier))
  if (!found) throw notFound(`Function not found: ${arnOf(call, name, given)}`)
  return found
}

/** @throws AwsError ResourceNotFoundException */
export function findAlias(call: Call, reference: string, alias: string): AliasRecord {
  const { name } = findFunction(call, reference)
  const found = call.table(aliases).get(keyOf(name, alias))
  if (!found) throw notFound(`Cannot find alias arn: ${arnOf(call, name, alias)}`)
  return found
}

export function versionsOf(call: Call, name: string): VersionRecord[] {
  return call.table(versions).filter(version => version.name === name)
}

export function aliasesOf(call: Call, name: string): AliasRecord[] {
  return call.table(aliases).filter(alias => alias.name === name)
}

/** @throws AwsError where somebody changed it since the caller looked */
export function checkRevision({ revisionId }: { revisionId: string }, given: string | undefined): void {
  if (given === undefined || given === revisionId) return
  throw awsError(
    'PreconditionFailedException',
    'The RevisionId provided does not match the latest RevisionId. Call the GetFunction/GetAlias API to retrieve the latest RevisionId for your resource.',
    412,
  )
}
