import type { UserPoolClientType } from '@aws-sdk/client-cognito-identity-provider'
import { type Ports, pages, unlessMissing } from '../aws/index.ts'
import { nameOf, type Scope } from './names.ts'
import type { Exported } from './outputs.ts'
import { changed, defineResource } from './resource.ts'
import { ownPools, userPool } from './user-pool.ts'

export interface UserPoolClientSpec {
  readonly flows: readonly string[]
  /** Whether a stranger is told that there is no such user. */
  readonly tellsWhoExists: boolean
}

export interface UserPoolClientState extends UserPoolClientSpec, Exported {
  readonly poolId: string
  readonly clientId: string
}

const wanted = { flows: ['ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH'], tellsWhoExists: false } as const

const deps = { userPool }

/**
 * The one client of a user pool: without a secret, which no browser could keep, and by a proof of the password (SRP),
 * so that none is ever sent. Its id is written into apps, so that it stays for as long as its pool.
 */
export const userPoolClient = defineResource<UserPoolClientSpec, UserPoolClientState, typeof deps>({
  kind: 'user-pool-client',
  stage: 'bootstrap',
  deps,
  traitOf: userPool,

  desired: ({ userPools }) => Object.fromEntries(Object.keys(userPools).map(id => [id, wanted])),

  async inspect(scope, ports) {
    const pools = await ownPools(scope, ports)
    const found = await Promise.all(
      pools.map(async ([id, { Id, Arn }]) => {
        const client = await find(Id!, nameOf(scope, id), ports)
        return client ? [[id, stateOf(client, Arn!, scope)] as const] : []
      }),
    )
    return Object.fromEntries(found.flat())
  },

  diff: (want, have) => [
    ...changed('flows', have.flows, want.flows),
    ...changed('tellsWhoExists', have.tellsWhoExists, want.tellsWhoExists),
  ],

  async ensure(want, _have, { userPool }, { id, scope, ports }) {
    const { poolId: UserPoolId, arn } = userPool.of(id)
    const standing = await find(UserPoolId, nameOf(scope, id), ports)
    const input = {
      ExplicitAuthFlows: [...want.flows] as UserPoolClientType['ExplicitAuthFlows'],
      PreventUserExistenceErrors: want.tellsWhoExists ? ('LEGACY' as const) : ('ENABLED' as const),
    }
    const { UserPoolClient } = standing
      ? await ports.cognito.updateUserPoolClient({ ...keptOf(standing), ...input })
      : await ports.cognito.createUserPoolClient({ ...input, UserPoolId, ClientName: nameOf(scope, id) })
    return stateOf(UserPoolClient!, arn, scope)
  },

  async remove({ poolId: UserPoolId, clientId: ClientId }, { ports }) {
    await unlessMissing(ports.cognito.deleteUserPoolClient({ UserPoolId, ClientId }))
  },

  identify: ({ clientId }) => clientId,
})

/** Clients have no tags; in a pool of ours, the name is enough. */
async function find(
  UserPoolId: string,
  name: string,
  { cognito }: Ports,
): Promise<UserPoolClientType | undefined> {
  const input = { UserPoolId, MaxResults: 60 }
  const clients = await pages(cognito.listUserPoolClients, input, page => page.UserPoolClients)
  const ClientId = clients.find(({ ClientName }) => ClientName === name)?.ClientId
  if (!ClientId) return undefined
  return (await unlessMissing(cognito.describeUserPoolClient({ UserPoolId, ClientId })))?.UserPoolClient
}

/** All that UpdateUserPoolClient would else set back to its default. */
function keptOf(standing: UserPoolClientType) {
  const {
    UserPoolId,
    ClientId,
    ClientSecret: _secret,
    CreationDate: _c,
    LastModifiedDate: _m,
    ...kept
  } = standing
  return { ...kept, UserPoolId: UserPoolId!, ClientId: ClientId! }
}

function stateOf(client: UserPoolClientType, arn: string, { region }: Scope): UserPoolClientState {
  const [poolId, clientId] = [client.UserPoolId!, client.ClientId!]
  return {
    poolId,
    clientId,
    flows: (client.ExplicitAuthFlows ?? []).toSorted(),
    tellsWhoExists: client.PreventUserExistenceErrors !== 'ENABLED',
    outputs: {
      id: poolId,
      clientId,
      arn,
      issuer: `https://cognito-idp.${region}.${suffix(region)}/${poolId}`,
    },
  }
}

function suffix(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
}
