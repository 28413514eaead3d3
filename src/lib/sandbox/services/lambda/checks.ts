import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { isAllowed } from '../ecs/roles.ts'
import { roles } from '../iam/tables.ts'
import { invalidValue } from './lookup.ts'

/**
 * A role must be there, trust Lambda, and be old enough to be known everywhere.
 *
 * @throws AwsError InvalidParameterValueException
 */
export function checkRole(call: Call, arn: string): void {
  const role = call.table(roles).get(arn.split('/').at(-1)!)
  const isTrusting = role?.AssumeRolePolicyDocument.includes('lambda.amazonaws.com')
  if (!isTrusting || role!.CreateDate.getTime() + timings.roleAssumable > call.now) {
    throw invalidValue('The role defined for the function cannot be assumed by Lambda.')
  }
}

/** A function in a network makes interfaces as its role. */
export function checkNetworkRights(call: Call, role: string): void {
  if (isAllowed(call, role, 'ec2:CreateNetworkInterface', '*')) return
  throw invalidValue(
    'The provided execution role does not have permissions to call CreateNetworkInterface on EC2',
  )
}

interface Settings {
  readonly MemorySize?: number | undefined
  readonly Timeout?: number | undefined
  readonly EphemeralStorage?: { readonly Size?: number | undefined } | undefined
  readonly Architectures?: readonly string[] | undefined
  readonly Runtime?: string | undefined
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> | undefined } | undefined
}

/** @throws AwsError where a value is out of bounds */
export function checkSettings(settings: Settings): void {
  const { MemorySize, Timeout, EphemeralStorage, Architectures = [], Runtime, Environment } = settings
  within('memorySize', MemorySize, 128, 10_240)
  within('timeout', Timeout, 1, 900)
  within('ephemeralStorage.size', EphemeralStorage?.Size, 512, 10_240)
  if (Architectures.length > 1 || !Architectures.every(one => one === 'x86_64' || one === 'arm64')) {
    throw constraint(
      'architectures',
      `[${Architectures}]`,
      'Member must satisfy enum value set: [x86_64, arm64]',
    )
  }
  if (Runtime !== undefined && !/^(nodejs|python|java|dotnet|ruby|provided|go)[a-z0-9.]*$/.test(Runtime)) {
    throw invalidValue(
      `Value ${Runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [nodejs20.x, nodejs22.x, nodejs24.x, python3.13, python3.14, …] or be a valid ARN`,
    )
  }
  checkVariables(Environment?.Variables ?? {})
}

/** Lambda sets these itself (Lambda Developer Guide, "Defined runtime environment variables"). */
const reserved =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_(DEFAULT_REGION|REGION|EXECUTION_ENV|LAMBDA_(FUNCTION_(NAME|MEMORY_SIZE|VERSION)|INITIALIZATION_TYPE|LOG_(GROUP|STREAM)_NAME|RUNTIME_API)|ACCESS_KEY|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/

function checkVariables(variables: Readonly<Record<string, string>>): void {
  const names = Object.keys(variables)
  const unable =
    'Lambda was unable to configure your environment variables because the environment variables you have provided'
  const misnamed = names.find(name => !/^[A-Za-z]\w+$/.test(name))
  if (misnamed !== undefined && !reserved.test(misnamed)) {
    throw constraint(
      'environment.variables',
      `[${misnamed}]`,
      'Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]',
    )
  }
  const taken = names.filter(name => reserved.test(name))
  if (taken.length > 0) {
    throw invalidValue(
      `${unable} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${taken.join(', ')}`,
    )
  }
  const size = Object.entries(variables).reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0)
  if (size > 4096)
    throw invalidValue(`${unable} exceeded the 4KB limit. String measured: ${JSON.stringify(variables)}`)
}

function within(name: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (value >= least && value <= most)) return
  const bound =
    value < least
      ? `Member must have value greater than or equal to ${least}`
      : `Member must have value less than or equal to ${most}`
  throw constraint(name, `${value}`, bound)
}

function constraint(name: string, value: string, must: string) {
  return invalidValue(
    `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: ${must}`,
  )
}
