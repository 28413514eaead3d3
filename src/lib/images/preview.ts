import type { BuildSpec } from './build-spec.ts'
import { imageOf, variantsOf } from './content-hash.ts'
import type { DeliveryOptions, ImageJob } from './delivery.ts'
import { openEngine } from './engine.ts'
import { inParallel } from './in-parallel.ts'
import { findLocalImage } from './local-image.ts'
import { parseReference } from './reference.ts'
import { Registry } from './registry.ts'

/** What would become of an image. */
export interface ImagePreview {
  readonly service: string
  readonly hash: string
  readonly outcome: 'would build' | 'would push' | 'unchanged'
}

/** What `buildAll` would build. Asks the engine what it has, and builds nothing. */
export async function previewBuilds(
  specs: readonly BuildSpec[],
  options: Pick<DeliveryOptions, 'signal'>,
): Promise<ImagePreview[]> {
  if (specs.length === 0) return []
  const engine = await openEngine(options.signal)
  return inParallel(specs, options, async (spec, signal) => {
    const image = await imageOf(spec, signal)
    const found = await Promise.all(variantsOf(image).map(variant => findLocalImage(engine, variant)))
    const outcome = found.every(Boolean) ? 'unchanged' : 'would build'
    return { service: spec.service, hash: image.hash, outcome }
  })
}

/** What `buildAndPushAll` would push. Asks the registry what it has, and sends nothing. */
export async function previewPushes(
  jobs: readonly ImageJob[],
  options: Omit<DeliveryOptions, 'emit'>,
): Promise<ImagePreview[]> {
  return inParallel(jobs, options, async ({ spec, repository }, signal) => {
    const { hash } = await imageOf(spec, signal)
    const target = parseReference(repository)
    const registry = new Registry(target.registry, { ...options, signal })
    const there = await registry.digestOf(target.repository, hash)
    return { service: spec.service, hash, outcome: there ? 'unchanged' : 'would push' }
  })
}
