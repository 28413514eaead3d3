import { DeployctlError } from '../errors/index.ts'
import { platformsOf } from './build-spec.ts'
import type { ImageSource } from './content-hash.ts'
import type { Engine } from './engine.ts'

/** An image in the engine's own store. */
export interface LocalImage {
  readonly reference: string
  readonly outcome: 'built' | 'unchanged'
}

/** `deployctl/PROJECT-SERVICE:HASH`, by which the engine finds an image of the same content again. */
export function localReference({ spec, hash }: ImageSource): string {
  return `deployctl/${spec.project}-${spec.service}:${hash}`
}

/** The image that was built from this very content before; its label must say so too, for tags can be moved. */
export async function findLocalImage(engine: Engine, image: ImageSource): Promise<LocalImage | undefined> {
  const found = await inspect(engine, localReference(image))
  const same =
    found?.Config?.Labels?.['deployctl.content'] === image.hash && isFor(platformsOf(image.spec)[0], found)
  if (!same) return undefined
  return { reference: localReference(image), outcome: 'unchanged' }
}

/** A builder may pass over the platform that it was asked for; no task could then run the image. */
export async function requirePlatform(engine: Engine, image: ImageSource): Promise<void> {
  const wanted = platformsOf(image.spec)[0]
  const found = await inspect(engine, localReference(image))
  if (isFor(wanted, found)) return
  throw new DeployctlError('images.platform-unsupported', {
    message: `${image.spec.service} was to be built for ${wanted}, but the engine made an image for ${found?.Os}/${found?.Architecture}.`,
    hint: `Use base images made for ${wanted}, and an engine with BuildKit.`,
    data: { service: image.spec.service, platform: wanted },
  })
}

function isFor(platform: string, made?: { readonly Os: string; readonly Architecture: string }): boolean {
  return `${platform}/`.startsWith(`${made?.Os}/${made?.Architecture}/`)
}

async function inspect(engine: Engine, reference: string) {
  return await engine.docker
    .getImage(reference)
    .inspect()
    .catch(error => {
      if (error.statusCode === 404) return undefined
      throw error
    })
}
