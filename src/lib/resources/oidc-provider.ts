import { unlessExists, unlessMissing } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import { globalArnOf, type Place } from './arn.ts'
import { defineResource } from './resource.ts'
import { audience, issuer } from './roles/github-trust.ts'

export interface OidcProviderSpec extends Place {
  readonly url: string
}

export interface OidcProviderState {
  readonly arn: string
}

/** What it is tagged with in place of a project and an environment. */
const shared = [{ Key: 'deployctl:shared', Value: 'account' }]

/**
 * GitHub as an identity provider of the account. An account has it once, for all projects, whoever made it: so it is
 * made where it is missing, used where it stands, and never changed or removed. By itself it lets nobody in: only a
 * role that trusts it does.
 */
export const oidcProvider = defineResource<OidcProviderSpec, OidcProviderState>({
  kind: 'oidc-provider',
  stage: 'bootstrap',
  deps: {},

  desired({ github, account, region }): Record<string, OidcProviderSpec> {
    return github && account ? { github: { url: `https://${issuer}`, account, region } } : {}
  },

  // None is ever this environment's own.
  inspect: async () => ({}),

  async adopt(want, { iam }) {
    const arn = oidcProviderArn(want)
    const found = await unlessMissing(iam.getOpenIDConnectProvider({ OpenIDConnectProviderArn: arn }))
    if (!found) return undefined
    if (found.ClientIDList?.includes(audience)) return { arn }
    throw new DeployctlError('preflight.existing-missing', {
      message: `The identity provider ${issuer} of this account does not accept the audience ${audience}.`,
      hint: `Add it: \`aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn ${arn} --client-id ${audience}\`.`,
    })
  },

  diff: () => [],

  /** Without thumbprints: AWS verifies GitHub by its own library of authorities (CreateOpenIDConnectProvider). */
  async ensure(want, have, _deps, { ports }) {
    const input = { Url: want.url, ClientIDList: [audience], Tags: shared }
    if (!have) await unlessExists(ports.iam.createOpenIDConnectProvider(input))
    return { arn: oidcProviderArn(want) }
  },

  async remove() {},

  identify: ({ arn }) => arn,
})

function oidcProviderArn(place: Place): string {
  return globalArnOf(place, 'iam', `oidc-provider/${issuer}`)
}
