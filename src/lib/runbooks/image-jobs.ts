import { resolve } from 'node:path'
import { DeployctlError } from '../errors/index.ts'
import type { BuildSpec, ImageJob, PackageSpec } from '../images/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import type { RepositoryState } from '../resources/repository.ts'
import type { World } from '../resources/world.ts'

/** What to build for each of these services and functions that is built from source. */
export function buildSpecs(manifest: Manifest, names: readonly string[]): BuildSpec[] {
  const { project, directory, services, functions } = manifest
  return names.flatMap(name => {
    const section = Object.hasOwn(services, name) ? 'services' : 'functions'
    const { build } = services[name] ?? functions[name]!
    if (!build) return []
    const { context, dockerfile, args, target, platforms } = build
    return [
      {
        project,
        service: name,
        section,
        context: resolve(directory, context),
        dockerfile,
        args,
        platforms,
        ...(target ? { target } : {}),
      },
    ]
  })
}

/** What to pack for each of these functions that is a package. */
export function packageSpecs({ directory, functions }: Manifest, names: readonly string[]): PackageSpec[] {
  return names.flatMap(name => {
    const { zip } = functions[name] ?? {}
    if (!zip) return []
    return [{ function: name, directory: resolve(directory, zip.directory), ignore: zip.ignore }]
  })
}

/** The same, each with the repository that it is pushed to. */
export function imageJobs(manifest: Manifest, names: readonly string[], world: World): ImageJob[] {
  const repositories = world.lookup<RepositoryState>('repository')
  return buildSpecs(manifest, names).map(spec => ({ spec, repository: repositories.of(spec.service).uri }))
}

/**
 * What of these services is not built: given by `--image`, or named in the manifest.
 * @throws DeployctlError `usage.invalid` where a service has neither source nor image
 */
export function givenImages(
  { services }: Manifest,
  names: readonly string[],
  overrides: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    names.flatMap(name => {
      const image = overrides[name] ?? services[name]!.image
      if (image === undefined && !services[name]!.build) throw imageless(name)
      return image === undefined ? [] : [[name, image]]
    }),
  )
}

function imageless(service: string): DeployctlError {
  return new DeployctlError('usage.invalid', {
    message: `services.${service} has neither \`build\` nor \`image\`.`,
    hint: `Write one of them, or pass \`--image ${service}=REFERENCE\`.`,
  })
}
