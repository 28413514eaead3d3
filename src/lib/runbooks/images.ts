import { step } from '../events/index.ts'
import { type BuiltImage, buildAll, buildAndPushAll, type DeliveredImage } from '../images/index.ts'
import { repository } from '../resources/repository.ts'
import { inspectWorld } from '../resources/world.ts'
import type { Context } from './context.ts'
import { ecrCredentials } from './ecr-credentials.ts'
import { buildSpecs, imageJobs } from './image-jobs.ts'
import { chosenServices } from './live/standing.ts'

/** What building needs of a context: no AWS. */
export type BuildContext = Pick<Context, 'manifest' | 'emit' | 'clock' | 'signal'>

/** Builds the images of services from source; what did not change is not built again. */
export async function build(context: BuildContext, services: readonly string[]): Promise<BuiltImage[]> {
  const specs = buildSpecs(context.manifest, chosenServices(context.manifest, services))
  return step(context, 'build', () => buildAll(specs, context), describe)
}

/** Builds what changed and pushes what the registry does not have. The digests are the registry's. */
export async function push(context: Context, services: readonly string[]): Promise<DeliveredImage[]> {
  const { manifest, scope, ports } = context
  const chosen = chosenServices(manifest, services)
  const world = await inspectWorld([repository], scope, ports, manifest)
  const jobs = imageJobs(manifest, chosen, world)
  const credentials = ecrCredentials(ports.ecr)
  return step(context, 'push', () => buildAndPushAll(jobs, { ...context, credentials }), describe)
}

function describe(images: readonly { readonly outcome: string }[]): string {
  const changed = images.filter(({ outcome }) => outcome !== 'unchanged').length
  return `${changed} of ${images.length} changed`
}
