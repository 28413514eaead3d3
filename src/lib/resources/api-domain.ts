import type { DomainName } from '@aws-sdk/client-apigatewayv2'
import { type Ports, pages, unlessMissing, until } from '../aws/index.ts'
import { apiStage } from './api-stage.ts'
import { apiIdIn, withApiId } from './api-tags.ts'
import { hasHttpApi } from './api-targets.ts'
import { certificate } from './certificate.ts'
import { certificateValidation } from './certificate-validation.ts'
import { refuseForeign } from './foreign.ts'
import { httpApi } from './http-api.ts'
import { tagsOf } from './names.ts'
import { changed, defineResource, type Run, type Standing } from './resource.ts'

export interface ApiDomainSpec {
  readonly domain: string
  /** DNS is kept elsewhere: the name has to be pointed here by hand. */
  readonly external: boolean
}

export interface ApiDomainState {
  readonly domain: string
  /** What the name has to point at: `d-a1b2c3.execute-api.us-east-1.amazonaws.com`. */
  readonly target: string | undefined
  /** Hosted zone of `target`, for alias records. */
  readonly hostedZone: string | undefined
  readonly certificateArn: string | undefined
  /** AWS's word: `AVAILABLE`, `UPDATING`, `PENDING_CERTIFICATE_REIMPORT`. */
  readonly status: string | undefined
  /** What it leads to. */
  readonly mapping: { readonly mappingId: string; readonly apiId: string; readonly stage: string } | undefined
}

const deps = { httpApi, apiStage, certificate, certificateValidation }
type Deps = typeof deps

const stage = '$default'

/** The domain at which users find the HTTP API, with its certificate. Its logical id is the domain itself. */
export const apiDomain = defineResource<ApiDomainSpec, ApiDomainState, Deps>({
  kind: 'api-domain',
  stage: 'bootstrap',
  deps,

  desired(manifest): Record<string, ApiDomainSpec> {
    const { domain } = manifest
    if (!domain || !hasHttpApi(manifest)) return {}
    return { [domain.name]: { domain: domain.name, external: domain.hostedZone === undefined } }
  },

  async inspect(scope, ports) {
    const all = await pages(ports.apiGateway.getDomainNames, {}, page => page.Items)
    const states = withApiId(all, scope).map(async ([id, one]) => [id, await read(one, ports)] as const)
    return Object.fromEntries(await Promise.all(states))
  },

  diff: (want, have, deps) => [
    ...changed('status', have.status, 'AVAILABLE'),
    ...changed('certificate', have.certificateArn, certificateArn(want, deps)),
    ...changed('api', have.mapping?.apiId, deps.httpApi.get('main')?.apiId),
    ...changed('stage', have.mapping?.stage, stage),
  ],

  async ensure(want, have, deps, run) {
    const { apiGateway } = run.ports
    const { domain: DomainName, external } = want
    const settings = {
      DomainName,
      DomainNameConfigurations: [
        {
          CertificateArn: certificateArn(want, deps)!,
          EndpointType: 'REGIONAL' as const,
          // TLS 1.2 and 1.3; 1.0 is the only other choice.
          SecurityPolicy: 'TLS_1_2' as const,
        },
      ],
    }
    const standing = have ?? (await findOwn(DomainName, run))
    if (!standing) await apiGateway.createDomainName({ ...settings, Tags: tagsOf(run.scope, run.id) })
    else if (standing.certificateArn !== settings.DomainNameConfigurations[0]!.CertificateArn)
      await apiGateway.updateDomainName(settings)
    const available = await untilAvailable(DomainName, run)
    await map(available, deps.httpApi.of('main').apiId, run)
    if (!have && external) askForRecord(available, run)
    return await readByName(DomainName, run.ports)
  },

  async remove({ domain }, { ports }) {
    await unlessMissing(ports.apiGateway.deleteDomainName({ DomainName: domain }))
  },

  identify: ({ domain }) => domain,
})

function certificateArn({ domain }: ApiDomainSpec, { certificate }: Standing<Deps>): string | undefined {
  return certificate.get(domain)?.arn
}

/** One that a crash left behind. @throws DeployctlError `graph.name-taken` where somebody else has it */
async function findOwn(domain: string, { scope, ports }: Run): Promise<ApiDomainState | undefined> {
  const found = await unlessMissing(ports.apiGateway.getDomainName({ DomainName: domain }))
  if (!found) return undefined
  if (apiIdIn(found.Tags, scope) === undefined) refuseForeign([], scope, `API Gateway domain ${domain}`)
  return await read(found as DomainName, ports)
}

async function untilAvailable(domain: string, run: Run): Promise<ApiDomainState> {
  run.waiting(`for API Gateway to serve ${domain}; about a minute`)
  return until({ ...run, what: `API Gateway to serve ${domain}`, within: 900 }, async () => {
    const found = await readByName(domain, run.ports)
    return found.status === 'AVAILABLE' ? found : undefined
  })
}

async function map({ domain, mapping }: ApiDomainState, ApiId: string, { ports }: Run): Promise<void> {
  const wanted = { DomainName: domain, ApiId, Stage: stage }
  if (!mapping) await ports.apiGateway.createApiMapping(wanted)
  else if (mapping.apiId !== ApiId || mapping.stage !== stage)
    await ports.apiGateway.updateApiMapping({ ...wanted, ApiMappingId: mapping.mappingId })
}

function askForRecord({ domain, target }: ApiDomainState, { emit }: Run): void {
  emit({
    type: 'warning',
    message: `${domain} has to point at ${target}.`,
    hint: `Where DNS is kept, create: ${domain} CNAME ${target} (or an alias, where ${domain} is the zone itself).`,
  })
}

async function readByName(domain: string, ports: Ports): Promise<ApiDomainState> {
  return await read((await ports.apiGateway.getDomainName({ DomainName: domain })) as DomainName, ports)
}

async function read(one: DomainName, { apiGateway }: Ports): Promise<ApiDomainState> {
  const listing = pages(apiGateway.getApiMappings, { DomainName: one.DomainName! }, page => page.Items)
  const [mapping] = (await unlessMissing(listing)) ?? []
  const [settings] = one.DomainNameConfigurations ?? []
  return {
    domain: one.DomainName!,
    target: settings?.ApiGatewayDomainName,
    hostedZone: settings?.HostedZoneId,
    certificateArn: settings?.CertificateArn,
    status: settings?.DomainNameStatus,
    mapping: mapping && {
      mappingId: mapping.ApiMappingId!,
      apiId: mapping.ApiId!,
      stage: mapping.Stage!,
    },
  }
}
