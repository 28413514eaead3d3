import type { Call } from '../../service.ts'
import { findLiveSecret, findVersion } from '../secrets-manager/records.ts'
import { lookUp } from '../ssm/records.ts'

/** The value that a task definition's `valueFrom` stands for; that it is there has been checked. */
export function secretValue(call: Call, valueFrom: string): string {
  if (!valueFrom.startsWith('arn:aws:secretsmanager:')) return lookUp(call, valueFrom)?.[1].Value ?? ''
  const { id, jsonKey, stage, version } = readSecretReference(valueFrom)
  const { SecretString = '' } = findVersion(findLiveSecret(call, id), version, stage)
  if (jsonKey === undefined) return SecretString
  const value: unknown = JSON.parse(SecretString)[jsonKey]
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Reads `arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME:JSON-KEY:STAGE:VERSION`; the last three may be empty. */
export function readSecretReference(valueFrom: string) {
  const parts = valueFrom.split(':')
  const [jsonKey, stage, version] = parts.slice(7).map(part => part || undefined)
  return { id: parts.slice(0, 7).join(':'), jsonKey, stage, version }
}
