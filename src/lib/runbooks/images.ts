import { DeployctlError } from '../errors/index.ts'
import { step } from '../events/index.ts'
import {
  type BuiltImage,
  buildAll,
  buildAndPushAll,
  type DeliveredImage,
  readPackage,
  zipOf,
} from '../images/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import { repository } from '../resources/repository.ts'
import { inspectWorld } from '../resources/world.ts'
import type { Context } from './context.ts'
import { ecrCredentials } from './ecr-credentials.ts'
import { buildSpecs, imageJobs, packageSpecs } from './image-jobs.ts'

/** What building needs of a context: no AWS. */
export type BuildContext = Pick<Context, 'manifest' | 'emit' | 'clock' | 'signal'>

/** A function's package, packed to see whether it can be. */
export interface PackedFunction {
  readonly service: string
  /** Of what is in it. */
  readonly hash: string
  readonly outcome: 'packed'
  /** Of the archive. */
  readonly bytes: number
}

/** Builds the images of services and functions from source, and packs packages; what did not change is not built again. */
export async function build(
  context: BuildContext,
  words: readonly string[],
): Promise<(BuiltImage | PackedFunction)[]> {
  const { manifest } = context
  const names = chosenBuilds(manifest, words)
  const specs = buildSpecs(manifest, names)
  return step(
    context,
    'build',
    async () => [...(await packFunctions(context, names)), ...(await buildAll(specs, context))],
    describe,
  )
}

/** Packs those of these functions that come from source, to see whether they can be. */
export async function packFunctions(
  context: BuildContext,
  names: readonly string[],
): Promise<PackedFunction[]> {
  const packages = packageSpecs(context.manifest, names)
  return Promise.all(packages.map(async spec => packed(await readPackage(spec, context.signal), context)))
}

async function packed(
  one: Awaited<ReturnType<typeof readPackage>>,
  { signal }: BuildContext,
): Promise<PackedFunction> {
  const { byteLength } = await zipOf(one, signal)
  return { service: one.spec.function, hash: one.content, outcome: 'packed', bytes: byteLength }
}

/** Builds what changed and pushes what the registry does not have. The digests are the registry's. */
export async function push(context: Context, words: readonly string[]): Promise<DeliveredImage[]> {
  const { manifest, scope, ports } = context
  const world = await inspectWorld([repository], scope, ports, manifest)
  const jobs = imageJobs(manifest, chosenBuilds(manifest, words), world)
  const credentials = ecrCredentials(ports.ecr)
  return step(context, 'push', () => buildAndPushAll(jobs, { ...context, credentials }), describe)
}

/** @throws DeployctlError `release.unknown-service` */
export function chosenBuilds({ services, functions }: Manifest, words: readonly string[]): string[] {
  const known = [...Object.keys(services), ...Object.keys(functions)]
  const unknown = words.filter(word => !known.includes(word))
  if (unknown.length === 0) return words.length > 0 ? [...words] : known
  throw new DeployctlError('release.unknown-service', {
    message: `The manifest has neither a service nor a function called ${unknown.join(', ')}; it has ${known.join(', ')}.`,
  })
}

function describe(images: readonly { readonly outcome: string }[]): string {
  const changed = images.filter(({ outcome }) => outcome !== 'unchanged').length
  return `${changed} of ${images.length} changed`
}
