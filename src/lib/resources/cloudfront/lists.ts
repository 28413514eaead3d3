import { type Ports, pages } from '../../aws/index.ts'

/** CloudFront wraps each page of a listing into a member of its own. */

export function listDistributions({ cloudfront }: Ports) {
  const page = async (input: object) => (await cloudfront.listDistributions(input)).DistributionList!
  return pages(page, {}, ({ Items }) => Items)
}

export function listOriginAccessControls({ cloudfront }: Ports) {
  const page = async (input: object) =>
    (await cloudfront.listOriginAccessControls(input)).OriginAccessControlList!
  return pages(page, {}, ({ Items }) => Items)
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
