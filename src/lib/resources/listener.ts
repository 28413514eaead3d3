import type { Action, CreateListenerInput, Listener } from '@aws-sdk/client-elastic-load-balancing-v2'
import { type Ports, pages, unlessMissing } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { certificate } from './certificate.ts'
import { certificateValidation } from './certificate-validation.ts'
import { hasIngress, securedDomain } from './ingress.ts'
import { loadBalancer } from './load-balancer.ts'
import { tagList } from './names.ts'
import { changed, defineResource, type Run, type Standing } from './resource.ts'

export type ListenerSpec =
  | {
      readonly port: 80 | 443
      /** What happens to a request that no rule matches. */
      readonly otherwise: 'not found' | 'redirect to https'
      /** Logical id of the certificate. */
      readonly certificate?: string
      /** A name whose DNS is kept elsewhere, to be pointed at the load balancer by hand. */
      readonly externalName?: string | undefined
    }
  | { readonly ofLoadBalancer: string }

export interface ListenerState {
  readonly arn: string
  readonly port: number
  readonly otherwise: string
  readonly certificateArn?: string | undefined
  readonly tlsPolicy?: string | undefined
}

const deps = { loadBalancer, certificate, certificateValidation }
type Deps = typeof deps

/**
 * TLS 1.2 and 1.3 with post-quantum key exchange where the client has it: what AWS recommends and its console
 * chooses; without a choice the API falls back to a policy of 2016.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
const tlsPolicy = 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09'

export const listener = defineResource<ListenerSpec, ListenerState, Deps>({
  kind: 'listener',
  stage: 'bootstrap',
  deps,

  desired(manifest) {
    if (!hasIngress(manifest)) return {}
    if (manifest.loadBalancer.existing) return { main: { ofLoadBalancer: manifest.loadBalancer.existing } }
    const domain = securedDomain(manifest)
    if (!domain) return { http: { port: 80, otherwise: 'not found' } }
    const externalName = domain.hostedZone ? undefined : domain.name
    return {
      http: { port: 80, otherwise: 'redirect to https' },
      https: { port: 443, otherwise: 'not found', certificate: domain.name, externalName },
    }
  },

  async inspect(scope, ports) {
    const { main } = await loadBalancer.inspect(scope, ports)
    const standing = main ? await listenersOf(main.arn, ports) : []
    const ids = standing.map(one => [{ 80: 'http', 443: 'https' }[one.Port!], stateOf(one)] as const)
    return Object.fromEntries(ids.filter(([id]) => id !== undefined))
  },

  /** The one that clients meet: HTTPS where there is one. */
  async adopt(want, ports) {
    if (!('ofLoadBalancer' in want)) return undefined
    const standing = await listenersOf(want.ofLoadBalancer, ports)
    const found = standing.find(({ Port }) => Port === 443) ?? standing.find(({ Port }) => Port === 80)
    if (found) return stateOf(found)
    throw new DeployctlError('preflight.existing-missing', {
      message: `loadBalancer.existing names ${want.ofLoadBalancer}, which listens neither on 443 nor on 80.`,
      hint: 'Ask its owner for a listener on one of them.',
    })
  },

  diff(want, have, deps) {
    if ('ofLoadBalancer' in want) return []
    return [
      ...changed('otherwise', have.otherwise, want.otherwise),
      ...changed('certificate', have.certificateArn, certificateArn(want, deps)),
      ...changed('tlsPolicy', have.tlsPolicy, want.certificate && tlsPolicy),
    ]
  },

  async ensure(want, have, deps, run) {
    if ('ofLoadBalancer' in want) return have!
    const settings = settingsOf(want, deps)
    const { elb } = run.ports
    const { Listeners } = have
      ? await elb.modifyListener({ ListenerArn: have.arn, ...settings })
      : await elb.createListener({
          LoadBalancerArn: deps.loadBalancer.of('main').arn,
          ...settings,
          Tags: tagList(run.scope, run.id),
        })
    if (!have && want.externalName) askForAlias(want.externalName, deps, run)
    return stateOf(Listeners![0]!)
  },

  async remove({ arn }, { ports }) {
    await unlessMissing(ports.elb.deleteListener({ ListenerArn: arn }))
  },

  identify: ({ port }) => `:${port}`,
})

/** Logical id of the listener whose rules lead to the services. */
export function entryListener(manifest: Manifest): 'main' | 'http' | 'https' {
  if (manifest.loadBalancer.existing) return 'main'
  return securedDomain(manifest) ? 'https' : 'http'
}

function settingsOf(
  want: Extract<ListenerSpec, { port: number }>,
  deps: Standing<Deps>,
): Omit<CreateListenerInput, 'LoadBalancerArn'> {
  const CertificateArn = certificateArn(want, deps)
  return {
    Port: want.port,
    DefaultActions: [want.otherwise === 'not found' ? notFound : redirect],
    ...(CertificateArn
      ? { Protocol: 'HTTPS', SslPolicy: tlsPolicy, Certificates: [{ CertificateArn }] }
      : { Protocol: 'HTTP' }),
  }
}

const notFound: Action = {
  Type: 'fixed-response',
  FixedResponseConfig: { StatusCode: '404', ContentType: 'text/plain', MessageBody: 'Not found' },
}

const redirect: Action = {
  Type: 'redirect',
  RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' },
}

function certificateArn(
  { certificate }: Extract<ListenerSpec, { port: number }>,
  deps: Standing<Deps>,
): string | undefined {
  return certificate && deps.certificate.get(certificate)?.arn
}

function askForAlias(name: string, { loadBalancer }: Standing<Deps>, { emit }: Run): void {
  const { dnsName } = loadBalancer.of('main')
  emit({
    type: 'warning',
    message: `${name} has to point at ${dnsName}.`,
    hint: `Where DNS is kept, create: ${name} CNAME ${dnsName} (or an alias, where ${name} is the zone itself).`,
  })
}

function listenersOf(LoadBalancerArn: string, { elb }: Ports): Promise<Listener[]> {
  return pages(elb.describeListeners, { LoadBalancerArn }, page => page.Listeners)
}

function stateOf({ DefaultActions = [], ...found }: Listener): ListenerState {
  return {
    arn: found.ListenerArn!,
    port: found.Port!,
    otherwise: nameOfAction(DefaultActions[0]),
    certificateArn: found.Certificates?.[0]?.CertificateArn,
    tlsPolicy: found.Protocol === 'HTTPS' ? found.SslPolicy : undefined,
  }
}

function nameOfAction(action: Action | undefined): string {
  const { FixedResponseConfig, RedirectConfig, Type } = action ?? {}
  if (FixedResponseConfig?.StatusCode === '404') return 'not found'
  if (RedirectConfig?.Protocol === 'HTTPS' && RedirectConfig.StatusCode === 'HTTP_301')
    return 'redirect to https'
  return Type ?? 'nothing'
}
