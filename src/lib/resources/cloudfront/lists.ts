import type { OriginAccessControlSummary } from '@aws-sdk/client-cloudfront'
import { type Ports, pages } from '../../aws/index.ts'

/** CloudFront wraps each page of a listing into a member of its own. */

export function listDistributions({ cloudfront }: Ports) {
  const page = async (input: object) => (await cloudfront.listDistributions(input)).DistributionList!
  return pages(page, {}, ({ Items }) => Items)
}

/** Several kinds ask at the same moment: the first asks AWS, and all get its answer. Nothing is kept for later. */
const asked = new WeakMap<Ports, Promise<OriginAccessControlSummary[]>>()

export function listOriginAccessControls(ports: Ports): Promise<OriginAccessControlSummary[]> {
  const pending = asked.get(ports)
  if (pending) return pending
  const page = async (input: object) =>
    (await ports.cloudfront.listOriginAccessControls(input)).OriginAccessControlList!
  const asking = pages(page, {}, ({ Items }) => Items).finally(() => asked.delete(ports))
  asked.set(ports, asking)
  return asking
}

export function listOriginAccessIdentities({ cloudfront }: Ports) {
  const page = async (input: object) =>
    (await cloudfront.listCloudFrontOriginAccessIdentities(input)).CloudFrontOriginAccessIdentityList!
  return pages(page, {}, ({ Items }) => Items)
}

export async function listCachePolicies({ cloudfront }: Ports) {
  const page = async (input: object) =>
    (await cloudfront.listCachePolicies({ Type: 'custom', ...input })).CachePolicyList!
  const all = await pages(page, {}, ({ Items }) => Items)
  return all.map(({ CachePolicy }) => CachePolicy!)
}

export async function listResponseHeadersPolicies({ cloudfront }: Ports) {
  const page = async (input: object) =>
    (await cloudfront.listResponseHeadersPolicies({ Type: 'custom', ...input })).ResponseHeadersPolicyList!
  const all = await pages(page, {}, ({ Items }) => Items)
  return all.map(({ ResponseHeadersPolicy }) => ResponseHeadersPolicy!)
}
