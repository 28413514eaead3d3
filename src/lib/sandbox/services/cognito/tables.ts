import type {
  SetUserPoolMfaConfigRequest,
  UserPoolClientType,
  UserPoolType,
} from '@aws-sdk/client-cognito-identity-provider'
import { awsError } from '../../aws-error.ts'
import type { Call, Operations } from '../../service.ts'
import { defineTable } from '../../store.ts'

/** Some of Cognito's operations. */
export type CognitoOperations = Operations<typeof import('@aws-sdk/client-cognito-identity-provider')>

/** In AWS's own shape; `factors` is what GetUserPoolMfaConfig shows beside it. */
export type PoolRecord = UserPoolType & {
  Id: string
  Arn: string
  Name: string
  UserPoolTags: Record<string, string>
  factors: Pick<SetUserPoolMfaConfigRequest, 'SmsMfaConfiguration' | 'SoftwareTokenMfaConfiguration'>
}
export type ClientRecord = UserPoolClientType & { ClientId: string; ClientName: string; UserPoolId: string }

/** By id. */
export const pools = defineTable<PoolRecord>('cognito.pools')
/** By id. */
export const clients = defineTable<ClientRecord>('cognito.clients')

/** @throws AwsError ResourceNotFoundException */
export function findPool(call: Call, id: string): PoolRecord {
  const found = call.table(pools).get(id)
  if (!found) throw awsError('ResourceNotFoundException', `User pool ${id} does not exist.`)
  return found
}

export function invalid(message: string) {
  return awsError('InvalidParameterException', message)
}
