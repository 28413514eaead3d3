import type Docker from 'dockerode'
import { DeployctlError } from '../errors/index.ts'

/** A Docker Engine that answers. */
export interface Engine {
  readonly docker: Docker
  /** Such as `20.10.24`. */
  readonly version: string
  /** What it runs without emulation, such as `linux/amd64`. */
  readonly platform: string
  readonly builder: Builder
}

export interface Builder {
  readonly kind: 'buildkit' | 'classic'
  /** Why the classic builder has to do; absent for BuildKit. */
  readonly reason?: string
}

/**
 * Finds the engine as the Docker CLI would: `DOCKER_HOST` (with `DOCKER_TLS_VERIFY`, `DOCKER_CERT_PATH`),
 * or else the local socket.
 * @throws DeployctlError `images.no-engine`
 */
export async function openEngine(signal?: AbortSignal): Promise<Engine> {
  const { default: DockerClient } = await import('dockerode')
  try {
    const docker = new DockerClient()
    const headers = await ping(docker, signal)
    const version = await docker.version()
    return {
      docker,
      version: version.Version,
      platform: `${version.Os}/${version.Arch}`,
      builder: builderOf(headers),
    }
  } catch (error) {
    signal?.throwIfAborted()
    const cause = error instanceof Error ? error.message || (error as NodeJS.ErrnoException).code : error
    throw new DeployctlError('images.no-engine', {
      message: `No Docker Engine answers: ${cause}`,
      cause: error,
    })
  }
}

/** Whether images can be built and pushed from here. */
export async function engineAvailable(signal?: AbortSignal): Promise<boolean> {
  try {
    await openEngine(signal)
    return true
  } catch (error) {
    if (error instanceof DeployctlError && error.code === 'images.no-engine') return false
    throw error
  }
}

type PingHeaders = Readonly<Record<string, string | string[] | undefined>>

/**
 * Which builder to ask for, from `GET /_ping`. `Builder-Version` is only the engine's default, and absent
 * from engines as late as 20.10 that build with BuildKit all the same; only an explicit `1` is a no.
 */
export function builderOf(headers: PingHeaders): Builder {
  const reason = whyNotBuildKit(headers)
  return reason === undefined ? { kind: 'buildkit' } : { kind: 'classic', reason }
}

function whyNotBuildKit(headers: PingHeaders): string | undefined {
  const [major = 0, minor = 0] = String(headers['api-version']).split('.').map(Number)
  if (headers['libpod-api-version']) return 'Podman has no BuildKit'
  if (headers.ostype === 'windows') return 'BuildKit does not build Windows images'
  if (headers['builder-version'] === '1') return 'BuildKit is off in the settings of the engine'
  return major > 1 || minor >= 39 ? undefined : 'BuildKit came with Docker 18.09'
}

/** dockerode's own `ping` drops the headers, which are all that matters here. */
function ping(docker: Docker, abortSignal?: AbortSignal): Promise<PingHeaders> {
  const request = { path: '/_ping', method: 'GET', isStream: true, statusCodes: { 200: true }, abortSignal }
  return new Promise((resolve, reject) => {
    docker.modem.dial(request, (error: unknown, response: unknown) => {
      if (error) return reject(error)
      const { headers, resume } = response as { headers: PingHeaders; resume(): void }
      resume.call(response)
      resolve(headers)
    })
  })
}
