import type { Manifest } from '../../manifest/schema/manifest.ts'

type BucketSection = Manifest['buckets'][string]

/** A bucket with CloudFront in front of it: what the manifest says of it, defaults filled in. */
export interface Delivery {
  readonly priceClass: '100' | '200' | 'all'
  readonly identity: 'oac' | 'oai'
  /** Given with every answer. */
  readonly cacheControl?: string | undefined
  readonly domain?: { readonly name: string; readonly certificate: string } | undefined
  readonly website: BucketSection['website']
  readonly cors: BucketSection['cors']
}

/** The buckets that CloudFront delivers, by logical id. Pure. */
export function deliveries({ buckets }: Manifest): Record<string, Delivery> {
  const delivered = Object.entries(buckets).flatMap(([id, section]) =>
    section.cdn && section.existing === undefined ? [[id, deliveryOf(section)] as const] : [],
  )
  return Object.fromEntries(delivered)
}

/** Something for each of them; undefined leaves one out. */
export function eachDelivery<Spec>(
  manifest: Manifest,
  specOf: (delivery: Delivery, id: string) => Spec | undefined,
): Record<string, Spec> {
  const specs = Object.entries(deliveries(manifest)).map(([id, one]) => [id, specOf(one, id)] as const)
  return Object.fromEntries(specs.filter((entry): entry is [string, Spec & object] => entry[1] !== undefined))
}

function deliveryOf({ cdn, website, cors }: BucketSection): Delivery {
  const said = typeof cdn === 'boolean' ? undefined : cdn
  const certificate = said?.certificate?.existing
  return {
    priceClass: said?.priceClass ?? '100',
    identity: said?.identity ?? 'oac',
    cacheControl: said?.cacheControl,
    domain: said?.domain && certificate ? { name: said.domain, certificate } : undefined,
    website,
    cors,
  }
}
