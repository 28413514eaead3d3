import { Route53 } from '@aws-sdk/client-route-53'

interface Wanted {
  readonly name?: string
  /** Whose it is; a key of 12 digits is its own account. */
  readonly accessKeyId?: string
  readonly isPrivate?: boolean
}

/** Hosted zones are made by hand, or at the registrar: no port can make one. Resolves to its id, `Z…`. */
export async function makeHostedZone(
  { endpoint }: { readonly endpoint: string },
  { name = 'example.com', accessKeyId = 'AKIATEST', isPrivate = false }: Wanted = {},
): Promise<string> {
  const credentials = { accessKeyId, secretAccessKey: 'not-verified' }
  const route53 = new Route53({ endpoint, region: 'us-east-1', credentials })
  const { HostedZone } = await route53.createHostedZone({
    Name: name,
    CallerReference: `${name} ${isPrivate}`,
    ...(isPrivate && { VPC: { VPCId: 'vpc-0abc', VPCRegion: 'eu-west-1' } }),
  })
  return HostedZone!.Id!.replace('/hostedzone/', '')
}
