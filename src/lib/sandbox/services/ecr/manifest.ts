import { createHash } from 'node:crypto'

/** A manifest, read as far as a registry must. */
export interface Manifest {
  readonly mediaType: string
  /** Digests of its configuration and layers; none in an index. */
  readonly blobs: readonly string[]
  /** Digests of an index's images; none in a plain manifest. */
  readonly images: readonly string[]
}

const imageTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
]
const indexTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
]

/**
 * Reads a manifest of Docker's version 2 schema 2 or of OCI.
 *
 * @param declared media type that the sender gave; the manifest's own must agree with it
 * @returns undefined for anything else
 */
export function readManifest(text: string, declared?: string): Manifest | undefined {
  const content = parse(text)
  if (content?.schemaVersion !== 2) return undefined
  const mediaType = content.mediaType ?? declared ?? (content.manifests ? indexTypes : imageTypes)[0]!
  if (declared !== undefined && declared !== mediaType) return undefined
  if (indexTypes.includes(mediaType)) {
    return areDescriptors(content.manifests)
      ? { mediaType, blobs: [], images: content.manifests.map(({ digest }) => digest) }
      : undefined
  }
  const { config, layers } = content
  if (!imageTypes.includes(mediaType) || !areDescriptors([config]) || !areDescriptors(layers))
    return undefined
  const stored = [config as Descriptor, ...layers.filter(({ urls }) => !urls)]
  return { mediaType, blobs: stored.map(({ digest }) => digest), images: [] }
}

export function digestOf(bytes: Uint8Array | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

export function isDigest(reference: string): boolean {
  return /^sha256:[a-f0-9]{64}$/.test(reference)
}

interface Content {
  readonly schemaVersion?: unknown
  readonly mediaType?: string
  readonly config?: unknown
  readonly layers?: unknown
  readonly manifests?: unknown
}

interface Descriptor {
  readonly digest: string
  readonly size: number
  /** Where a layer lies that no registry keeps, such as one of Windows' own. */
  readonly urls?: readonly string[]
}

function parse(text: string): Content | undefined {
  try {
    return JSON.parse(text) ?? undefined
  } catch {
    return undefined
  }
}

function areDescriptors(list: unknown): list is Descriptor[] {
  return (
    Array.isArray(list) &&
    list.every(one => typeof one?.digest === 'string' && isDigest(one.digest) && Number.isInteger(one.size))
  )
}
