import { DeployctlError } from '../../errors/index.ts'
import { type ResolvedImage, resolveImage } from '../../images/index.ts'
import type { Service } from '../../manifest/schema/manifest.ts'
import type { RepositoryState } from '../../resources/repository.ts'
import type { World } from '../../resources/world.ts'
import type { Context } from '../context.ts'
import { ecrCredentials } from '../ecr-credentials.ts'
import type { Checked, Finding } from './finding.ts'

/** Images by service: given by `--image`, or named in the manifest. */
export type GivenImages = Readonly<Record<string, string>>

/** Whether the images that nobody builds exist, and run on the processors that the manifest asks for. */
export async function checkImages(
  context: Context,
  given: GivenImages,
  world: World,
): Promise<Checked<ReadonlyMap<string, ResolvedImage>>> {
  const { manifest, ports, signal, clock } = context
  const credentials = ecrCredentials(ports.ecr)
  const repositories = world.lookup<RepositoryState>('repository')
  /** A digest alone is one of the service's own repository. */
  const named = (image: string, service: string) =>
    image.startsWith('sha256:') ? `${repositories.get(service)?.uri ?? service}@${image}` : image
  const found = await Promise.all(
    Object.entries(given).map(async ([service, image]) => {
      try {
        const resolved = await resolveImage(named(image, service), { credentials, signal, clock })
        return {
          service,
          resolved,
          findings: platformFindings(service, manifest.services[service]!, resolved),
        }
      } catch (error) {
        if (!(error instanceof DeployctlError) || signal.aborted) throw error
        return { service, findings: [{ message: `${service}: ${error.message}`, hint: error.hint }] }
      }
    }),
  )
  const resolved = found.flatMap(({ service, resolved }) => (resolved ? [[service, resolved] as const] : []))
  return {
    checks: found.length,
    findings: found.flatMap(({ findings }) => findings),
    value: new Map(resolved),
  }
}

function platformFindings(
  service: string,
  wants: Service,
  { platforms, reference }: ResolvedImage,
): Finding[] {
  const wanted = wants.architecture ?? wants.build?.platforms[0] ?? 'linux/amd64'
  // A registry need not tell; then the task finds out.
  if (platforms.length === 0 || platforms.some(platform => platform.startsWith(wanted))) return []
  return [
    {
      message: `${reference} is built for ${platforms.join(' and ')}, and ${service} runs on ${wanted}.`,
      hint: `Set services.${service}.architecture to ${platforms[0]}, or choose another image.`,
    },
  ]
}
