import { type AwsError, awsError } from '../../aws-error.ts'
import type { Call } from '../../service.ts'
import { withoutTags, withTags } from '../tags.ts'
import { noSuchEntity } from './checks.ts'
import { type IamOperations, type OidcProviderRecord, oidcProviders } from './tables.ts'

const clientsPerProvider = 100

export const oidcProviderOperations = {
  CreateOpenIDConnectProvider({ Url, ClientIDList = [], ThumbprintList, Tags }, call) {
    if (!/^https:\/\/[^?#]+$/.test(Url)) throw invalid('Invalid Open ID Connect Provider URL')
    checkThumbprints(ThumbprintList ?? [])
    const host = Url.slice('https://'.length).replace(/\/$/, '')
    const arn = `arn:aws:iam::${call.account}:oidc-provider/${host}`
    if (call.table(oidcProviders).has(arn)) {
      throw awsError('EntityAlreadyExistsException', `Provider with url ${Url} already exists.`)
    }
    call.table(oidcProviders).put(arn, {
      arn,
      url: host,
      clients: [...ClientIDList],
      // Left out, IAM asks the provider itself for the certificate that signed its own.
      thumbprints: ThumbprintList ?? [call.id('', 40)],
      createdAt: call.date,
      Tags: withTags([], Tags),
    })
    return { OpenIDConnectProviderArn: arn, Tags: withTags([], Tags) }
  },

  GetOpenIDConnectProvider({ OpenIDConnectProviderArn }, call) {
    const { url, clients, thumbprints, createdAt, Tags } = find(call, OpenIDConnectProviderArn)
    return {
      Url: url,
      ClientIDList: [...clients],
      ThumbprintList: [...thumbprints],
      CreateDate: createdAt,
      Tags: [...Tags],
    }
  },

  ListOpenIDConnectProviders(_input, call) {
    const arns = call.table(oidcProviders).keys()
    return { OpenIDConnectProviderList: arns.map(Arn => ({ Arn })) }
  },

  AddClientIDToOpenIDConnectProvider({ OpenIDConnectProviderArn, ClientID }, call) {
    const { arn, clients } = find(call, OpenIDConnectProviderArn)
    if (clients.includes(ClientID)) return {}
    if (clients.length === clientsPerProvider) {
      throw awsError('LimitExceededException', `Cannot exceed quota for ClientIdsPerOpenIdConnectProvider`)
    }
    call.table(oidcProviders).update(arn, draft => {
      draft.clients.push(ClientID)
    })
    return {}
  },

  /** Roles that trust it stay, and can be assumed by nobody. */
  DeleteOpenIDConnectProvider({ OpenIDConnectProviderArn }, call) {
    call.table(oidcProviders).delete(find(call, OpenIDConnectProviderArn).arn)
    return {}
  },

  TagOpenIDConnectProvider({ OpenIDConnectProviderArn, Tags }, call) {
    call.table(oidcProviders).update(find(call, OpenIDConnectProviderArn).arn, draft => {
      draft.Tags = withTags(draft.Tags, Tags)
    })
    return {}
  },

  UntagOpenIDConnectProvider({ OpenIDConnectProviderArn, TagKeys }, call) {
    call.table(oidcProviders).update(find(call, OpenIDConnectProviderArn).arn, draft => {
      draft.Tags = withoutTags(draft.Tags, TagKeys)
    })
    return {}
  },
} satisfies IamOperations

function find(call: Call, arn: string): OidcProviderRecord {
  const provider = call.table(oidcProviders).get(arn)
  if (!provider) throw noSuchEntity(`OpenIDConnect Provider not found for arn ${arn}`)
  return provider
}

function checkThumbprints(thumbprints: readonly string[]): void {
  if (thumbprints.length > 5) throw invalid('Thumbprint list must contain fewer than 5 entries.')
  if (thumbprints.some(one => !/^[0-9a-fA-F]{40}$/.test(one))) {
    throw invalid('Thumbprint must be 40 hexadecimal characters long.')
  }
}

function invalid(message: string): AwsError {
  return awsError('InvalidInputException', message)
}
