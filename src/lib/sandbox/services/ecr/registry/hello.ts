import { digestOf } from '../manifest.ts'

export interface BuiltInManifest {
  readonly digest: string
  readonly mediaType: string
  readonly manifest: string
}

/** An image that the registry holds from the start. */
export interface BuiltInImage {
  readonly tags: readonly string[]
  /** By tag and by digest. */
  readonly manifests: ReadonlyMap<string, BuiltInManifest>
  /** By digest. */
  readonly blobs: ReadonlyMap<string, Buffer>
}

const platforms = [
  { os: 'linux', architecture: 'amd64' },
  { os: 'linux', architecture: 'arm64', variant: 'v8' },
]

/**
 * The image `sandbox/hello:latest`, for AMD64 and ARM64: one text file and no program, as tasks of the sandbox run
 * none. Always the same digest.
 */
export function helloImage(): BuiltInImage {
  const layer = tarOf('hello.txt', 'Hello from the sandbox of deployctl.\n')
  const images = platforms.map(platform => ({ platform, ...imageFor(platform, layer) }))
  const manifests = images.map(({ platform, manifest }) => ({ ...descriptor(manifest), platform }))
  const index = built('application/vnd.oci.image.index.v1+json', { manifests })
  const contents = [index, ...images.map(({ manifest }) => manifest)]
  const blobs = [layer, ...images.map(({ config }) => config)]
  return {
    tags: ['latest'],
    manifests: new Map([['latest', index], ...contents.map(one => [one.digest, one] as const)]),
    blobs: new Map(blobs.map(blob => [digestOf(blob), blob])),
  }
}

function imageFor(platform: object, layer: Buffer): { config: Buffer; manifest: BuiltInManifest } {
  const config = Buffer.from(
    JSON.stringify({
      created: '1970-01-01T00:00:00Z',
      ...platform,
      config: { Cmd: ['/hello.txt'] },
      rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
      history: [{ created: '1970-01-01T00:00:00Z', created_by: 'COPY hello.txt /' }],
    }),
  )
  const manifest = built('application/vnd.oci.image.manifest.v1+json', {
    config: blobDescriptor('application/vnd.oci.image.config.v1+json', config),
    layers: [blobDescriptor('application/vnd.oci.image.layer.v1.tar', layer)],
  })
  return { config, manifest }
}

function built(mediaType: string, content: object): BuiltInManifest {
  const manifest = JSON.stringify({ schemaVersion: 2, mediaType, ...content })
  return { digest: digestOf(manifest), mediaType, manifest }
}

function descriptor({ mediaType, digest, manifest }: BuiltInManifest) {
  return { mediaType, digest, size: Buffer.byteLength(manifest) }
}

function blobDescriptor(mediaType: string, blob: Buffer) {
  return { mediaType, digest: digestOf(blob), size: blob.byteLength }
}

/** An archive of one file, owned by root and without a date (POSIX ustar). */
function tarOf(name: string, text: string): Buffer {
  const content = Buffer.from(text)
  const octal = (value: number, width: number) =>
    value
      .toString(8)
      .padStart(width - 1, '0')
      .concat('\0')
  const header = Buffer.alloc(512)
  header.write(name)
  header.write(octal(0o644, 8) + octal(0, 8) + octal(0, 8), 100)
  header.write(octal(content.byteLength, 12) + octal(0, 12), 124)
  // The checksum is taken with spaces in its own place.
  header.write(' '.repeat(8), 148)
  header.write('0', 156)
  header.write('ustar\x0000', 257)
  const checksum = header.reduce((sum, byte) => sum + byte, 0)
  header.write(`${octal(checksum, 7)} `, 148)
  const padding = Buffer.alloc(512 - (content.byteLength % 512))
  return Buffer.concat([header, content, padding, Buffer.alloc(1024)])
}
