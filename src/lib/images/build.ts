import type { ImageBuildOptions } from 'dockerode'
import type { Emit } from '../events/index.ts'
import { pullPrivateBases } from './base-images.ts'
import { buildFailure } from './build-failure.ts'
import { afterMessage, afterTrace, type BuildProgress, nothingBuilt } from './build-progress.ts'
import { withBuildSession } from './build-session.ts'
import { platformsOf } from './build-spec.ts'
import { traceReader } from './buildkit-trace.ts'
import type { ImageSource } from './content-hash.ts'
import { contextTar } from './context-tar.ts'
import type { Engine } from './engine.ts'
import { engineMessages, refusalOf } from './engine-messages.ts'
import { findLocalImage, type LocalImage, localReference, requirePlatform } from './local-image.ts'
import { presenter } from './output.ts'
import type { Credentials } from './registry-auth.ts'

export interface BuildOptions {
  readonly emit: Emit
  readonly signal?: AbortSignal
  /** For base images in the registry that these belong to. */
  readonly credentials?: Credentials
}

/**
 * Builds an image for its first platform, or finds the one that was built from the same content before.
 * Several platforms are several variants (`variantsOf`), each built by its own call.
 * @throws DeployctlError `images.build-failed`, `images.platform-unsupported`, `images.context-changed`
 */
export async function buildImage(
  engine: Engine,
  image: ImageSource,
  { emit, signal, credentials }: BuildOptions,
): Promise<LocalImage> {
  const found = await findLocalImage(engine, image)
  if (found) return found
  await pullPrivateBases(engine, image.spec, { credentials, signal })
  const last = await withBuildSession(engine, async docker => {
    const tar = await contextTar(image.context, signal)
    try {
      const answer = await docker.buildImage(tar, requestOf(engine, image, signal))
      return await follow(answer, image, { emit, signal })
    } catch (error) {
      signal?.throwIfAborted()
      // The classic builder refuses a Dockerfile that it cannot parse before it starts to stream.
      return { ...nothingBuilt, error: refusalOf(error) }
    } finally {
      tar.destroy()
    }
  })
  if (last.error !== undefined) throw buildFailure(engine, image, last)
  await requirePlatform(engine, image)
  return { reference: localReference(image), outcome: 'built' }
}

/** The query of `POST /build`. Without credentials: dockerode's session would give them to every registry. */
function requestOf(engine: Engine, image: ImageSource, abortSignal?: AbortSignal): ImageBuildOptions {
  const { spec, context, hash } = image
  return {
    t: localReference(image),
    dockerfile: context.dockerfile,
    target: spec.target,
    buildargs: { ...spec.args },
    platform: platformsOf(spec)[0],
    labels: {
      'deployctl.content': hash,
      'deployctl.project': spec.project,
      'deployctl.service': spec.service,
    },
    version: engine.builder.kind === 'buildkit' ? '2' : '1',
    forcerm: true,
    abortSignal,
  }
}

async function follow(
  answer: NodeJS.ReadableStream,
  { spec }: ImageSource,
  { emit, signal }: BuildOptions,
): Promise<BuildProgress> {
  const readTrace = await traceReader()
  const present = presenter(spec)
  let progress = nothingBuilt
  let told = ''
  for await (const message of engineMessages(answer, signal)) {
    const trace =
      message.id === 'moby.buildkit.trace' && typeof message.aux === 'string' ? message.aux : undefined
    progress = trace === undefined ? afterMessage(progress, message) : afterTrace(progress, readTrace(trace))
    const { done, total, step, output } = progress
    const detail = present(output.at(-1) ?? step ?? '')
    if (detail === '' || told === `${detail}${done}/${total}`) continue
    told = `${detail}${done}/${total}`
    emit({ type: 'image.progress', service: spec.service, phase: 'build', detail, done, total })
  }
  return progress
}
