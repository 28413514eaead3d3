import { resolve } from 'node:path'
import { DeployctlError } from '../errors/index.ts'
import type { BuildSpec, ImageJob } from '../images/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import type { RepositoryState } from '../resources/repository.ts'
import type { World } from '../resources/world.ts'

/** What to build for each of these services that is built from source. */
export function buildSpecs(
  { project, directory, services }: Manifest,
  names: readonly string[],
): BuildSpec[] {
  return names.flatMap(service => {
    const { build } = services[service]!
    if (!build) return []
    const { context, dockerfile, args, target, platforms } = build
    return [
      {
        project,
        service,
        context: resolve(directory, context),
        dockerfile,
        args,
        platforms,
        ...(target ? { target } : {}),
      },
    ]
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
