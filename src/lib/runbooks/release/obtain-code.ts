import { buildAndPushAll, readPackage, resolveImage, zipOf } from '../../images/index.ts'
import type { FunctionCode } from '../../resources/function-code.ts'
import type { World } from '../../resources/world.ts'
import { ecrCredentials } from '../ecr-credentials.ts'
import { imageJobs, packageSpecs } from '../image-jobs.ts'
import type { PartRun } from './parts/part.ts'

type Codes = Record<string, FunctionCode>

/** The code of each of these functions, known by its content: builds and pushes images that changed, and reads packages. */
export async function obtainCode(run: PartRun, names: readonly string[], world: World): Promise<Codes> {
  const [given, packages] = await Promise.all([givenImages(run, names), packagesOf(run, names)])
  return { ...given, ...packages, ...(await builtImages(run, names, world)) }
}

async function builtImages({ context }: PartRun, names: readonly string[], world: World): Promise<Codes> {
  const { manifest, emit, clock, signal, ports } = context
  const built = names.filter(name => manifest.functions[name]!.build)
  const jobs = imageJobs(manifest, built, world)
  if (jobs.length === 0) return {}
  const credentials = ecrCredentials(ports.ecr)
  const delivered = await buildAndPushAll(jobs, { emit, clock, signal, credentials })
  return Object.fromEntries(delivered.map(({ service, reference }) => [service, { image: reference }]))
}

async function givenImages({ context }: PartRun, names: readonly string[]): Promise<Codes> {
  const { manifest, clock, signal, ports, emit } = context
  const credentials = ecrCredentials(ports.ecr)
  const given = names.flatMap(name => {
    const { image } = manifest.functions[name]!
    return image === undefined ? [] : [[name, image] as const]
  })
  const resolved = await Promise.all(
    given.map(async ([name, image]) => {
      const { reference, digest } = await resolveImage(image, { credentials, signal, clock })
      emit({ type: 'image.finished', service: name, outcome: 'given', digest, seconds: 0 })
      return [name, { image: reference }] as const
    }),
  )
  return Object.fromEntries(resolved)
}

/** What is packed is only read here: where a version of it stands already, no archive is ever made. */
async function packagesOf({ context, ledger }: PartRun, names: readonly string[]): Promise<Codes> {
  const { manifest, scope, signal } = context
  const place = { bucket: ledger.bucket, prefix: `${scope.environment}/packages/` }
  const read = await Promise.all(
    packageSpecs(manifest, names).map(async spec => {
      const found = await readPackage(spec, signal)
      const source = { ...place, pack: () => zipOf(found, signal) }
      return [spec.function, { content: found.content, source }] as const
    }),
  )
  return Object.fromEntries(read)
}
