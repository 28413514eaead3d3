import type { ExplicitAuthFlowsType } from '@aws-sdk/client-cognito-identity-provider'
import { awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { page } from '../paging.ts'
import { type ClientRecord, type CognitoOperations, clients, findPool, invalid } from './tables.ts'

export const clientOperations = {
  CreateUserPoolClient({ UserPoolId, ClientName, GenerateSecret = false, ...settings }, call) {
    findPool(call, UserPoolId)
    checkFlows(settings.ExplicitAuthFlows)
    const ClientId = call.id('', 26)
    const made = call.table(clients).put(ClientId, {
      ...withDefaults(settings),
      ClientId,
      ClientName,
      UserPoolId,
      CreationDate: call.date,
      LastModifiedDate: call.date,
      ...(GenerateSecret && { ClientSecret: call.id('', 51) }),
    })
    return { UserPoolClient: made }
  },

  DescribeUserPoolClient: ({ UserPoolId, ClientId }, call) => ({
    UserPoolClient: findClient(call, UserPoolId, ClientId),
  }),

  ListUserPoolClients({ UserPoolId, MaxResults = 60, NextToken }, call) {
    const own = call.table(clients).filter(one => one.UserPoolId === findPool(call, UserPoolId).Id)
    const { items, next } = page(own, NextToken, MaxResults)
    const UserPoolClients = items.map(({ ClientId, ClientName }) => ({ ClientId, ClientName, UserPoolId }))
    return { UserPoolClients, NextToken: next }
  },

  UpdateUserPoolClient({ UserPoolId, ClientId, ClientName, ...settings }, call) {
    const { CreationDate, ClientSecret, ...standing } = findClient(call, UserPoolId, ClientId)
    checkFlows(settings.ExplicitAuthFlows)
    const updated = call.table(clients).put(ClientId, {
      ...withDefaults(settings),
      ClientId,
      UserPoolId,
      ClientName: ClientName ?? standing.ClientName,
      CreationDate,
      LastModifiedDate: call.date,
      ...(ClientSecret && { ClientSecret }),
    })
    return { UserPoolClient: updated }
  },

  DeleteUserPoolClient({ UserPoolId, ClientId }, call) {
    call.table(clients).delete(findClient(call, UserPoolId, ClientId).ClientId)
    return {}
  },
} satisfies CognitoOperations

const flows: readonly string[] = [
  'ADMIN_NO_SRP_AUTH',
  'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  'ALLOW_CUSTOM_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
  'ALLOW_USER_AUTH',
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_USER_SRP_AUTH',
  'CUSTOM_AUTH_FLOW_ONLY',
  'USER_PASSWORD_AUTH',
] satisfies ExplicitAuthFlowsType[]

function checkFlows(asked: readonly string[] = []): void {
  const unknown = asked.find(flow => !flows.includes(flow))
  if (unknown === undefined) return
  throw invalid(
    `1 validation error detected: Value '[${asked.join(', ')}]' at 'explicitAuthFlows' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [${flows.join(', ')}]]`,
  )
}

/** What a new client has where nothing is said, and an updated one again. */
function withDefaults<Settings extends object>(settings: Settings) {
  return {
    RefreshTokenValidity: 30,
    TokenValidityUnits: {},
    EnableTokenRevocation: true,
    EnablePropagateAdditionalUserContextData: false,
    AuthSessionValidity: 3,
    AllowedOAuthFlowsUserPoolClient: false,
    ...settings,
  }
}

function findClient(call: Call, poolId: string, clientId: string): ClientRecord {
  findPool(call, poolId)
  const found = call.table(clients).get(clientId)
  if (found?.UserPoolId === poolId) return found
  throw awsError('ResourceNotFoundException', `User pool client ${clientId} does not exist.`)
}
