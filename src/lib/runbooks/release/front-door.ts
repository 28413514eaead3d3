import tls from 'node:tls'
import type { LoadBalancerState } from '../../resources/load-balancer.ts'
import type { World } from '../../resources/world.ts'
import type { Context } from '../context.ts'

/** Where users' requests come in, and how to get there before every resolver knows the way. */
export interface FrontDoor {
  /** What users type: `https://prod.example.com`. */
  readonly url: string
  /**
   * What is connected to: the load balancer's own name. A fresh DNS record takes minutes to be seen everywhere, and
   * says nothing about a release.
   */
  readonly address: string
  /** Certificate in PEM to trust beside the system's own. */
  readonly ca?: string | undefined
}

/** Finds the way in to what stands. */
export async function frontDoor({ manifest, trust }: Context, world: World): Promise<FrontDoor> {
  const { dnsName } = world.lookup<LoadBalancerState>('load-balancer').of('main')
  if (!manifest.domain) return { url: `http://${dnsName}`, address: `http://${dnsName}` }
  return { url: `https://${manifest.domain.name}`, address: `https://${dnsName}`, ca: await trust?.() }
}

/** The settings of a request that goes to the door's address and asks for its URL's host, as a client of the domain would. */
export function requestSettings({ url, address, ca }: FrontDoor) {
  if (url === address) return {}
  const { host } = new URL(url)
  return {
    servername: host,
    headers: { host },
    ...(ca === undefined ? {} : { ca: [...tls.rootCertificates, ca] }),
  }
}
