import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { inspect } from 'node:util'
import type Docker from 'dockerode'
import { refusalOf } from './engine.ts'
import type { TaskSpec } from './task-spec.ts'

/** Pulls an image. Returns the engine's words where it cannot. */
export async function pullImage(
  docker: Docker,
  image: string,
  login: TaskSpec['login'],
  abortSignal: AbortSignal,
): Promise<string | undefined> {
  // The login is for the sandbox's own registry; no other gets to see it.
  const authconfig = image.startsWith(`${login.serveraddress}/`) ? sealed(login) : undefined
  try {
    // Without a tag the engine would pull them all.
    const answer = await docker.pull(hasTag(image) ? image : `${image}:latest`, { authconfig, abortSignal })
    let failure: string | undefined
    for await (const line of createInterface({ input: answer as Readable })) {
      if (line !== '') failure ??= (JSON.parse(line) as { error?: string }).error
    }
    return failure
  } catch (error) {
    return refusalOf(error)
  }
}

function hasTag(image: string): boolean {
  return image.includes('@') || image.slice(image.lastIndexOf('/')).includes(':')
}

/** An `X-Registry-Auth` header that shows itself to the request only: docker-modem prints its requests under DEBUG. */
function sealed(login: TaskSpec['login']) {
  const header = Buffer.from(JSON.stringify(login)).toString('base64')
  const key = header.replaceAll('+', '-').replaceAll('/', '_')
  return { key: { toString: () => key, [inspect.custom]: () => '<credentials>' } as unknown as string }
}
