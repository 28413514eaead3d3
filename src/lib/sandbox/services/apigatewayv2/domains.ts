import type { DomainNameConfiguration } from '@aws-sdk/client-apigatewayv2'
import type { Call } from '../../service.ts'
import { timings } from '../../timings.ts'
import { certificates } from '../acm/tables.ts'
import { page } from '../paging.ts'
import { hostedZoneOf } from './hosted-zones.ts'
import { badRequest, conflict, findApi, findDomain, findStage, shortId } from './lookup.ts'
import {
  type ApiOperations,
  apiHosts,
  type DomainRecord,
  domains,
  type MappingRecord,
  mappings,
  within,
} from './tables.ts'

export const domainOperations = {
  CreateDomainName({ DomainName, DomainNameConfigurations = [], Tags = {} }, call) {
    if (call.table(domains).has(DomainName)) throw conflict('The domain name you provided already exists.')
    const [settings] = DomainNameConfigurations
    const certificateArn = checkedCertificate(call, DomainName, settings)
    const host = `d-${shortId(call)}.execute-api.${call.region}.localhost`
    const { account, region } = call
    // The domain itself, too: requests for it come by TLS.
    for (const name of [host, DomainName])
      call.table(apiHosts).put(name, { account, region, domain: DomainName })
    const domain = call.table(domains).put(DomainName, {
      name: DomainName,
      certificateArn,
      securityPolicy: settings?.SecurityPolicy ?? 'TLS_1_2',
      host,
      availableAt: call.now + timings.apiDomainAvailable,
      tags: Tags,
    })
    return shown(domain, call)
  },

  GetDomainName: ({ DomainName }, call) => shown(findDomain(call, DomainName), call),

  GetDomainNames({ MaxResults, NextToken }, call) {
    const { items, next } = page(call.table(domains).values(), NextToken, Number(MaxResults ?? 100))
    return { Items: items.map(one => shown(one, call)), NextToken: next }
  },

  UpdateDomainName({ DomainName, DomainNameConfigurations = [] }, call) {
    findDomain(call, DomainName)
    const certificateArn = checkedCertificate(call, DomainName, DomainNameConfigurations[0])
    const domain = call.table(domains).update(DomainName, draft => {
      draft.certificateArn = certificateArn
      draft.availableAt = call.now + timings.apiDomainAvailable
    })
    return shown(domain, call)
  },

  DeleteDomainName({ DomainName }, call) {
    const { host } = findDomain(call, DomainName)
    for (const { id } of mappingsOf(call, DomainName)) call.table(mappings).delete(within(DomainName, id))
    for (const name of [host, DomainName]) call.table(apiHosts).delete(name)
    call.table(domains).delete(DomainName)
    return {}
  },

  CreateApiMapping({ DomainName, ApiId, Stage, ApiMappingKey = '' }, call) {
    checkMapping(call, DomainName, ApiId, Stage)
    if (mappingsOf(call, DomainName).some(({ key }) => key === ApiMappingKey))
      throw conflict('ApiMapping key already exists for this domain name')
    const id = shortId(call).slice(0, 6)
    const mapping = { id, domain: DomainName, apiId: ApiId, stage: Stage, key: ApiMappingKey }
    return shownMapping(call.table(mappings).put(within(DomainName, id), mapping))
  },

  GetApiMappings({ DomainName, MaxResults, NextToken }, call) {
    findDomain(call, DomainName)
    const { items, next } = page(mappingsOf(call, DomainName), NextToken, Number(MaxResults ?? 100))
    return { Items: items.map(shownMapping), NextToken: next }
  },

  UpdateApiMapping({ DomainName, ApiMappingId, ApiId, Stage }, call) {
    const before = call.table(mappings).get(within(DomainName, ApiMappingId))
    if (!before) throw badRequest(`Invalid API mapping identifier specified ${ApiMappingId}`)
    const after = { ...before, apiId: ApiId, stage: Stage ?? before.stage }
    checkMapping(call, DomainName, after.apiId, after.stage)
    return shownMapping(call.table(mappings).put(within(DomainName, ApiMappingId), after))
  },

  DeleteApiMapping({ DomainName, ApiMappingId }, call) {
    findDomain(call, DomainName)
    call.table(mappings).delete(within(DomainName, ApiMappingId))
    return {}
  },
} satisfies ApiOperations

export function mappingsOf(call: Call, domain: string): MappingRecord[] {
  return call.table(mappings).filter(one => one.domain === domain)
}

function checkMapping(call: Call, domain: string, apiId: string, stage: string): void {
  findDomain(call, domain)
  findApi(call, apiId)
  findStage(call, apiId, stage)
}

/** An issued certificate of the same region, for this name. */
function checkedCertificate(call: Call, name: string, settings: DomainNameConfiguration | undefined): string {
  const arn = settings?.CertificateArn
  if (!arn) throw badRequest('CertificateArn is required for a regional domain name')
  const found = call.table(certificates).get(arn)
  const isHere = arn.startsWith(call.arn('certificate/', 'acm'))
  if (!found || !isHere || found.status !== 'ISSUED')
    throw badRequest(`Certificate ${arn} in account ${call.account} not yet issued, or not in this region`)
  const covers = found.domains.some(({ domain }) => domain === name || domain === name.replace(/^[^.]+/, '*'))
  if (!covers) throw badRequest('The certificate that is attached to your domain name does not cover it.')
  return arn
}

function shown(one: DomainRecord, call: Call) {
  const status = call.now >= one.availableAt ? 'AVAILABLE' : 'UPDATING'
  return {
    DomainName: one.name,
    DomainNameArn: `arn:aws:apigateway:${call.region}::/domainnames/${one.name}`,
    ApiMappingSelectionExpression: '$request.basepath',
    DomainNameConfigurations: [
      {
        ApiGatewayDomainName: `${one.host}:${new URL(call.endpoint).port}`,
        CertificateArn: one.certificateArn,
        DomainNameStatus: status as 'AVAILABLE' | 'UPDATING',
        EndpointType: 'REGIONAL' as const,
        HostedZoneId: hostedZoneOf(call.region),
        SecurityPolicy: one.securityPolicy as 'TLS_1_2',
      },
    ],
    Tags: one.tags,
  }
}

function shownMapping({ id, apiId, stage, key }: MappingRecord) {
  return { ApiMappingId: id, ApiId: apiId, Stage: stage, ApiMappingKey: key }
}
