import { buildAndPushAll } from '../../images/index.ts'
import type { Context } from '../context.ts'
import { ecrCredentials } from '../ecr-credentials.ts'
import { imageJobs } from '../image-jobs.ts'
import type { Preflight } from '../preflight.ts'

/** The image that a release gives a service. */
export interface ReleaseImage {
  /** `REGISTRY/REPOSITORY@sha256:…` */
  readonly reference: string
  /** Hash of the content that it was built from; absent where it was given. */
  readonly tag?: string
  readonly built: boolean
}

export type ReleaseImages = ReadonlyMap<string, ReleaseImage>

/** Pins the image of each of these services, building and pushing what is built from source and changed. */
export async function obtainImages(
  context: Context,
  services: readonly string[],
  { images: given, world }: Preflight,
): Promise<ReleaseImages> {
  const { manifest, emit, clock, signal, ports } = context
  for (const [service, { digest }] of given) {
    emit({ type: 'image.finished', service, outcome: 'given', digest, seconds: 0 })
  }
  const toBuild = services.filter(service => !given.has(service))
  const jobs = imageJobs(manifest, toBuild, world)
  const credentials = ecrCredentials(ports.ecr)
  const delivered = jobs.length > 0 ? await buildAndPushAll(jobs, { emit, clock, signal, credentials }) : []
  const images = new Map<string, ReleaseImage>()
  for (const [service, { reference }] of given) images.set(service, { reference, built: false })
  for (const { service, reference, hash, outcome } of delivered) {
    images.set(service, { reference, tag: hash, built: outcome === 'pushed' })
  }
  return images
}

/** For the step's line: `api pushed, 3 unchanged`. */
export function describeImages(images: ReleaseImages): string {
  const built = [...images].filter(([, image]) => image.built).map(([service]) => service)
  const others = images.size - built.length
  return [built.length > 0 ? `${built.join(', ')} pushed` : '', others > 0 ? `${others} unchanged` : '']
    .filter(Boolean)
    .join(', ')
}
