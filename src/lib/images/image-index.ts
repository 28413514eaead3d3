import type { Manifest, Registry } from './registry.ts'

/** One platform's image, as it stands in the registry. */
export interface PlatformImage {
  readonly platform: string
  readonly digest: string
}

interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
  readonly platform?: { os: string; architecture: string; variant?: string }
}

const ociIndex = 'application/vnd.oci.image.index.v1+json'
const dockerList = 'application/vnd.docker.distribution.manifest.list.v2+json'

/**
 * Joins images that the registry has into one index under a tag, which the plain Engine API cannot.
 * Returns the digest that the registry then gives.
 */
export async function pushIndex(
  registry: Registry,
  repository: string,
  tag: string,
  images: readonly PlatformImage[],
): Promise<string> {
  const manifests: Descriptor[] = []
  for (const image of images) {
    const manifest = await registry.manifest(repository, image.digest)
    if (manifest) manifests.push(...descriptorsOf(manifest, image.platform))
  }
  const mediaType = manifests.some(({ mediaType }) => mediaType.includes('.docker.')) ? dockerList : ociIndex
  const body = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests }))
  return await registry.putManifest(repository, tag, mediaType, body)
}

/** Engines with containerd's image store push an index even for one platform: its entries move up. */
function descriptorsOf({ mediaType, digest, body }: Manifest, name: string): Descriptor[] {
  if (mediaType === ociIndex || mediaType === dockerList) {
    const index = JSON.parse(Buffer.from(body).toString('utf8')) as { manifests: Descriptor[] }
    return index.manifests
  }
  const [os = '', architecture = '', variant] = name.split('/')
  return [
    { mediaType, digest, size: body.length, platform: { os, architecture, ...(variant && { variant }) } },
  ]
}
