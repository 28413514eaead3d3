import type { UserPoolType } from '@aws-sdk/client-cognito-identity-provider'
import { type Ports, pages, unlessMissing } from '../aws/index.ts'
import { nameOf, type Scope, tagKeys, tagsOf } from './names.ts'
import { changed, defineResource, type Run } from './resource.ts'
import {
  keptOf,
  mfaConfiguration,
  poolInput,
  settingsOf,
  type UserPoolSettings,
  wantedSettings,
} from './user-pool-settings.ts'

export interface UserPoolState extends UserPoolSettings {
  readonly poolId: string
  readonly arn: string
}

/** A Cognito user pool, whose users sign in by their e-mail address. */
export const userPool = defineResource<UserPoolSettings, UserPoolState>({
  kind: 'user-pool',
  stage: 'bootstrap',
  deps: {},
  holdsData: () => true,

  desired: ({ userPools }) =>
    Object.fromEntries(Object.entries(userPools).map(([id, pool]) => [id, wantedSettings(pool)])),

  async inspect(scope, ports) {
    const pools = await ownPools(scope, ports)
    const found = pools.map(async ([id, pool]) => [id, await stateOf(pool, ports)] as const)
    return Object.fromEntries(await Promise.all(found))
  },

  diff: (want, have) =>
    Object.entries(want).flatMap(([path, to]) => changed(path, have[path as keyof UserPoolSettings], to)),

  async ensure(want, have, _deps, run) {
    const { cognito } = run.ports
    const UserPoolId = have?.poolId ?? (await create(want, run))
    const standing = (await cognito.describeUserPool({ UserPoolId })).UserPool!
    const kept = keptOf(standing)
    if (have) await cognito.updateUserPool({ ...kept, ...poolInput(want, kept) })
    await setSecondFactor(UserPoolId, want, run)
    return stateOf((await cognito.describeUserPool({ UserPoolId })).UserPool!, run.ports)
  },

  async remove({ poolId: UserPoolId }, { ports: { cognito } }) {
    const standing = (await unlessMissing(cognito.describeUserPool({ UserPoolId })))?.UserPool
    if (!standing) return
    if (standing.DeletionProtection === 'ACTIVE')
      await unlessMissing(cognito.updateUserPool({ ...keptOf(standing), DeletionProtection: 'INACTIVE' }))
    await unlessMissing(cognito.deleteUserPool({ UserPoolId }))
  },

  identify: ({ poolId }) => poolId,
})

/** This environment's pools. Cognito lists pools by name, which others may give as well: their tags decide. */
export async function ownPools(
  scope: Scope,
  { cognito }: Ports,
): Promise<(readonly [id: string, pool: UserPoolType])[]> {
  const all = await pages(cognito.listUserPools, { MaxResults: 60 }, page => page.UserPools)
  const named = all.filter(({ Name }) => Name!.startsWith(nameOf(scope, '')))
  const described = await Promise.all(
    named.map(({ Id }) => unlessMissing(cognito.describeUserPool({ UserPoolId: Id! }))),
  )
  return described.flatMap(answer => {
    const {
      [tagKeys.project]: project,
      [tagKeys.environment]: environment,
      [tagKeys.id]: id,
    } = answer?.UserPool?.UserPoolTags ?? {}
    const isOurs = project === scope.project && environment === scope.environment && id !== undefined
    return isOurs ? [[id, answer!.UserPool!] as const] : []
  })
}

async function create(want: UserPoolSettings, { id, scope, ports }: Run): Promise<string> {
  const { UserPool } = await ports.cognito.createUserPool({
    ...poolInput(want),
    PoolName: nameOf(scope, id, 128),
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    Schema: [{ Name: 'email', Required: true, Mutable: true }],
    UserPoolTags: tagsOf(scope, id),
  })
  return UserPool!.Id!
}

/** Leaves what other factors somebody has set up; Cognito takes none while it asks for none. */
async function setSecondFactor(UserPoolId: string, { mfa }: UserPoolSettings, { ports }: Run): Promise<void> {
  const { cognito } = ports
  const { $metadata: _, ...standing } = await cognito.getUserPoolMfaConfig({ UserPoolId })
  const MfaConfiguration = mfaConfiguration(mfa)
  const app = { SoftwareTokenMfaConfiguration: { Enabled: true } }
  const isSet = standing.MfaConfiguration === MfaConfiguration
  if (mfa === 'off') {
    if (!isSet) await cognito.setUserPoolMfaConfig({ UserPoolId, MfaConfiguration })
  } else if (!isSet || !standing.SoftwareTokenMfaConfiguration?.Enabled)
    await cognito.setUserPoolMfaConfig({ ...standing, ...app, UserPoolId, MfaConfiguration })
}

async function stateOf(pool: UserPoolType, { cognito }: Ports): Promise<UserPoolState> {
  const factors = await cognito.getUserPoolMfaConfig({ UserPoolId: pool.Id! })
  return { poolId: pool.Id!, arn: pool.Arn!, ...settingsOf(pool, factors) }
}
