import { type ImagePreview, previewBuilds, previewPushes } from '../images/index.ts'
import { repository } from '../resources/repository.ts'
import { inspectWorld } from '../resources/world.ts'
import type { Context } from './context.ts'
import { ecrCredentials } from './ecr-credentials.ts'
import { buildSpecs, imageJobs } from './image-jobs.ts'
import { type BuildContext, chosenBuilds, type PackedFunction, packFunctions } from './images.ts'

/** What `build` would build; functions are packed, which leaves nothing behind. Builds nothing. */
export async function previewBuild(
  context: BuildContext,
  words: readonly string[],
): Promise<(ImagePreview | PackedFunction)[]> {
  const names = chosenBuilds(context.manifest, words)
  const [packages, images] = await Promise.all([
    packFunctions(context, names),
    previewBuilds(buildSpecs(context.manifest, names), context),
  ])
  return [...packages, ...images]
}

/** What `push` would push. Builds and sends nothing, and needs no engine. */
export async function previewPush(context: Context, words: readonly string[]): Promise<ImagePreview[]> {
  const { manifest, scope, ports } = context
  const world = await inspectWorld([repository], scope, ports, manifest)
  const credentials = ecrCredentials(ports.ecr)
  return previewPushes(imageJobs(manifest, chosenBuilds(manifest, words), world), { ...context, credentials })
}
