import type { Clock, Emit } from '../events/index.ts'
import { buildImage } from './build.ts'
import { type BuildSpec, platformsOf, secretLookingArgs } from './build-spec.ts'
import { type ImageSource, imageOf, variantsOf } from './content-hash.ts'
import { type Engine, openEngine } from './engine.ts'
import { type PlatformImage, pushIndex } from './image-index.ts'
import { inParallel } from './in-parallel.ts'
import { pushImage } from './push.ts'
import { parseReference, pinned } from './reference.ts'
import { Registry } from './registry.ts'
import type { Credentials } from './registry-auth.ts'

export interface DeliveryOptions {
  readonly emit: Emit
  readonly clock: Clock
  readonly signal?: AbortSignal
  /** How many services at once; 2 when absent. */
  readonly parallel?: number
  /** Of the registry that images are pushed to, and private base images pulled from. */
  readonly credentials?: Credentials
}

export interface ImageJob {
  readonly spec: BuildSpec
  /** Where the image goes, as `REGISTRY/REPOSITORY`. */
  readonly repository: string
}

export interface BuiltImage {
  readonly service: string
  readonly hash: string
  readonly outcome: 'built' | 'unchanged'
}

export interface DeliveredImage {
  readonly service: string
  /** `REGISTRY/REPOSITORY@sha256:…`, for the rollout. */
  readonly reference: string
  /** As the registry gave it. */
  readonly digest: string
  readonly hash: string
  readonly outcome: 'pushed' | 'unchanged'
}

/** Builds every image whose content this engine has not built before. The first failure stops the others. */
export async function buildAll(specs: readonly BuildSpec[], options: DeliveryOptions): Promise<BuiltImage[]> {
  const engine = sharedEngine(options)
  return await inParallel(specs, options, async (spec, signal) => {
    const finish = stopwatch(spec, options)
    const image = await hashed(spec, options.emit, signal)
    const results = []
    for (const variant of variantsOf(image)) {
      results.push(await buildImage(await engine(), variant, { ...options, signal }))
    }
    const outcome = results.some(result => result.outcome === 'built') ? 'built' : 'unchanged'
    finish(outcome)
    return { service: spec.service, hash: image.hash, outcome }
  })
}

/**
 * Brings every image to its repository. What the registry has already is neither built nor sent, and where
 * it has all of them no engine is needed. The first failure stops the others.
 */
export async function buildAndPushAll(
  jobs: readonly ImageJob[],
  options: DeliveryOptions,
): Promise<DeliveredImage[]> {
  const engine = sharedEngine(options)
  const credentials = options.credentials && once(options.credentials)
  return await inParallel(jobs, options, async ({ spec, repository }, signal) => {
    const run = { ...options, credentials, signal }
    const finish = stopwatch(spec, options)
    const image = await hashed(spec, options.emit, signal)
    const target = parseReference(repository)
    const registry = new Registry(target.registry, run)
    const there = await registry.digestOf(target.repository, image.hash)
    const digest = there ?? (await deliver(await engine(), image, registry, target.repository, run))
    const outcome = there ? 'unchanged' : 'pushed'
    finish(outcome, digest)
    return { service: spec.service, reference: pinned(target, digest), digest, hash: image.hash, outcome }
  })
}

async function deliver(
  engine: Engine,
  image: ImageSource,
  registry: Registry,
  repository: string,
  options: DeliveryOptions,
): Promise<string> {
  const images: PlatformImage[] = []
  for (const variant of variantsOf(image)) {
    const local = await buildImage(engine, variant, options)
    const target = { registry, repository, tag: variant.hash }
    const { digest } = await pushImage(engine, local.reference, target, {
      ...options,
      service: image.spec.service,
    })
    images.push({ platform: platformsOf(variant.spec)[0], digest })
  }
  const [first, ...others] = images
  if (first && others.length === 0) return first.digest
  return await pushIndex(registry, repository, image.hash, images)
}

async function hashed(spec: BuildSpec, emit: Emit, signal: AbortSignal): Promise<ImageSource> {
  emit({ type: 'image.progress', service: spec.service, phase: 'hash', detail: 'reading the build context' })
  for (const name of secretLookingArgs(spec)) {
    emit({
      type: 'warning',
      message: `The build argument ${name} of ${spec.service} stays readable in the image's history.`,
      hint: 'Give secrets to the running service, under `secrets`.',
    })
  }
  const image = await imageOf(spec, signal)
  if (image.context.entries.some(entry => entry.path === '.git')) {
    emit({
      type: 'warning',
      message: `The build context of ${spec.service} holds .git, so that every commit makes another image.`,
      hint: 'Write `.git` into .dockerignore.',
    })
  }
  return image
}

/** Connects when the first image needs it, and tells once where BuildKit has to be done without. */
function sharedEngine({ emit, signal }: DeliveryOptions): () => Promise<Engine> {
  return once(async () => {
    const engine = await openEngine(signal)
    const { kind, reason } = engine.builder
    if (kind === 'classic') emit({ type: 'notice', message: `Building with the classic builder: ${reason}.` })
    return engine
  })
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

function stopwatch({ service }: BuildSpec, { emit, clock }: DeliveryOptions) {
  const started = clock.now()
  return (outcome: 'built' | 'pushed' | 'unchanged', digest?: string) =>
    emit({ type: 'image.finished', service, outcome, digest, seconds: (clock.now() - started) / 1000 })
}
