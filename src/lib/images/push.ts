import { DeployctlError } from '../errors/index.ts'
import type { Emit } from '../events/index.ts'
import type { Engine } from './engine.ts'
import { engineMessages, refusalOf } from './engine-messages.ts'
import { plainText } from './output.ts'
import {
  afterPushMessage,
  countLayers,
  describePush,
  type LayerCounts,
  nothingPushed,
  type PushProgress,
} from './push-progress.ts'
import type { Registry } from './registry.ts'
import type { Credentials } from './registry-auth.ts'
import { sealedAuth } from './sealed-auth.ts'

export interface PushTarget {
  readonly registry: Registry
  /** Such as `sipai-prod/api`. */
  readonly repository: string
  /** The image's content hash. */
  readonly tag: string
}

export interface PushOptions {
  readonly emit: Emit
  readonly service: string
  readonly credentials?: Credentials
  readonly signal?: AbortSignal
}

export interface PushedImage {
  /** As the registry gave it after the push. */
  readonly digest: string
  readonly outcome: 'pushed' | 'unchanged'
  readonly layers: LayerCounts
}

/**
 * Pushes a local image under its content's tag, unless the registry has that tag already.
 * @throws DeployctlError `images.push-failed`, `images.registry-denied`, `images.registry-unreachable`
 */
export async function pushImage(
  engine: Engine,
  localReference: string,
  target: PushTarget,
  options: PushOptions,
): Promise<PushedImage> {
  const there = await target.registry.digestOf(target.repository, target.tag)
  if (there) return { digest: there, outcome: 'unchanged', layers: countLayers(nothingPushed) }
  const last = await send(engine, localReference, target, options)
  // Another run may have pushed the same content meanwhile, where tags are immutable: then the tag is there.
  const digest = await target.registry.digestOf(target.repository, target.tag)
  if (digest === undefined) throw pushFailure(target, options.service, last.error)
  return { digest, outcome: last.error === undefined ? 'pushed' : 'unchanged', layers: countLayers(last) }
}

async function send(
  engine: Engine,
  localReference: string,
  { registry, repository, tag }: PushTarget,
  { emit, service, credentials, signal }: PushOptions,
): Promise<PushProgress> {
  const repo = `${registry.host}/${repository}`
  await engine.docker.getImage(localReference).tag({ repo, tag })
  const remote = engine.docker.getImage(`${repo}:${tag}`)
  try {
    const authconfig = await sealedAuth(registry.host, credentials)
    const answer = await remote.push({ authconfig, abortSignal: signal })
    let progress = nothingPushed
    let told = ''
    for await (const message of engineMessages(answer, signal)) {
      progress = afterPushMessage(progress, message)
      const detail = describePush(progress)
      if (progress.layers.size === 0 || detail === told) continue
      told = detail
      const { sent, there, total } = countLayers(progress)
      emit({ type: 'image.progress', service, phase: 'push', detail, done: sent + there, total })
    }
    return progress
  } catch (error) {
    signal?.throwIfAborted()
    return { ...nothingPushed, error: refusalOf(error) }
  } finally {
    // Only the name goes; the image stays under its local one.
    await remote.remove({ noprune: true }).catch(() => undefined)
  }
}

function pushFailure(
  { registry, repository }: PushTarget,
  service: string,
  error = 'the tag is not there',
): DeployctlError {
  const reason = plainText(error)
  const denied = /denied|unauthorized|no basic auth/i.test(reason)
  return new DeployctlError(denied ? 'images.registry-denied' : 'images.push-failed', {
    message: `The image of ${service} could not be pushed to ${registry.host}/${repository}: ${reason}`,
    hint: /name unknown|does not exist/i.test(reason)
      ? 'Make the repository first, with `deployctl bootstrap ENV`.'
      : undefined,
    data: { service, reason },
  })
}
