import { unlessMissing } from '../../aws/index.ts'
import { elbNameLimit } from '../../resources/elb-tags.ts'
import { httpApi } from '../../resources/http-api.ts'
import { hasIngress } from '../../resources/ingress.ts'
import { nameOf } from '../../resources/names.ts'
import type { Context } from '../context.ts'

/** Where users reach the environment; undefined where they do not, or not yet. At most one call. */
export async function publicUrl(context: Context): Promise<string | undefined> {
  const { manifest, scope, ports } = context
  if (manifest.domain) return `https://${manifest.domain.name}`
  if (manifest.ingress === 'http-api') return (await httpApi.inspect(scope, ports)).main?.endpoint
  return hasIngress(manifest) ? ofLoadBalancer(context) : undefined
}

async function ofLoadBalancer({ manifest, scope, ports, signal }: Context): Promise<string | undefined> {
  const { existing } = manifest.loadBalancer
  const which = existing ? { LoadBalancerArns: [existing] } : { Names: [nameOf(scope, 'main', elbNameLimit)] }
  const answer = await unlessMissing(ports.elb.describeLoadBalancers(which, { signal }))
  const name = answer?.LoadBalancers?.[0]?.DNSName
  return name && `http://${name}`
}
