import type { Parameter } from '@aws-sdk/client-ssm'
import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { type ParameterRecord, type ParameterVersion, parameters } from './tables.ts'

/** Finds a parameter by `name`, `name:version`, or ARN, and the version that is meant. */
export function lookUp(call: Call, selector: string): [ParameterRecord, ParameterVersion] | undefined {
  const text = selector.startsWith('arn:') ? nameIn(selector, call) : selector
  const [name = '', version] = text.split(':')
  const parameter = call.table(parameters).get(name)
  const found = version
    ? parameter?.versions.find(({ Version }) => String(Version) === version)
    : parameter?.versions.at(-1)
  return parameter && found ? [parameter, found] : undefined
}

export function parameterArn(call: Call, name: string): string {
  return call.arn(name.startsWith('/') ? `parameter${name}` : `parameter/${name}`)
}

/** A parameter as GetParameter answers it: a SecureString is a cipher text unless it is to be decrypted. */
export function shown(
  [{ Name, ARN }, version]: readonly [ParameterRecord, ParameterVersion],
  withDecryption: boolean | undefined,
): Parameter {
  const { Type, Value, Version, LastModifiedDate, DataType } = version
  const isHidden = Type === 'SecureString' && !withDecryption
  return {
    Name,
    ARN,
    Type,
    Version,
    LastModifiedDate,
    DataType,
    Value: isHidden ? cipherText(version) : Value,
  }
}

/** @throws AwsError where more names are given than one call takes */
export function checkTen(names: readonly string[]): void {
  if (names.length > 10) {
    throw invalid(
      `1 validation error detected: Value '[${names.join(', ')}]' at 'names' failed to satisfy constraint: Member must have length less than or equal to 10`,
    )
  }
}

export function invalid(message: string): AwsError {
  return awsError('ValidationException', message)
}

function nameIn(arn: string, call: Call): string {
  const path = arn.slice(arn.indexOf(':parameter') + ':parameter'.length)
  return call.table(parameters).has(path) ? path : path.slice(1)
}

function cipherText({ Version, KeyId }: ParameterVersion): string {
  return Buffer.from(`encrypted under ${KeyId}, version ${Version}`).toString('base64')
}
