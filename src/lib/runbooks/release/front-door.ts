import tls from 'node:tls'
import type { ApiDomainState } from '../../resources/api-domain.ts'
import { hasHttpApi } from '../../resources/api-targets.ts'
import type { HttpApiState } from '../../resources/http-api.ts'
import type { LoadBalancerState } from '../../resources/load-balancer.ts'
import type { World } from '../../resources/world.ts'
import type { Context } from '../context.ts'

/** Where users' requests come in, and how to get there before every resolver knows the way. */
export interface FrontDoor {
  /** What users type: `https://prod.example.com`. */
  readonly url: string
  /**
   * What is connected to: the load balancer's or the API's own name. A fresh DNS record takes minutes to be seen everywhere, and
   * says nothing about a release.
   */
  readonly address: string
  /** Certificate in PEM to trust beside the system's own. */
  readonly ca?: string | undefined
}

/** Finds the way in to what stands. */
export async function frontDoor({ manifest, trust }: Context, world: World): Promise<FrontDoor> {
  const { domain } = manifest
  if (!domain) {
    const url = ownUrl(manifest, world)
    return { url, address: url }
  }
  const url = `https://${domain.name}`
  const name = nameBehind(domain.name, manifest, world)
  return { url, address: name === undefined ? url : `https://${name}`, ca: await trust?.() }
}

function ownUrl(manifest: Context['manifest'], world: World): string {
  if (hasHttpApi(manifest)) return world.lookup<HttpApiState>('http-api').of('main').endpoint
  return `http://${world.lookup<LoadBalancerState>('load-balancer').of('main').dnsName}`
}

/** What the domain's records point at; undefined where an API's domain does not stand yet. */
function nameBehind(domain: string, manifest: Context['manifest'], world: World): string | undefined {
  if (hasHttpApi(manifest)) return world.lookup<ApiDomainState>('api-domain').get(domain)?.target
  return world.lookup<LoadBalancerState>('load-balancer').of('main').dnsName
}

/** The settings of a request that goes to the door's address and asks for its URL's host, as a client of the domain would. */
export function requestSettings({ url, address, ca }: FrontDoor) {
  const trusted = ca === undefined ? {} : { ca: [...tls.rootCertificates, ca] }
  if (url === address) return trusted
  const { host, hostname } = new URL(url)
  return { servername: hostname, headers: { host }, ...trusted }
}
