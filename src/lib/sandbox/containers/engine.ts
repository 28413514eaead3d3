import type Docker from 'dockerode'
import { DeployctlError } from '../../errors/index.ts'
import { stateLabel } from './create-options.ts'

/**
 * The engine that the Docker CLI would talk to.
 *
 * @throws DeployctlError `sandbox.no-engine`
 */
export async function openEngine(): Promise<Docker> {
  const { default: DockerClient } = await import('dockerode')
  try {
    const docker = new DockerClient()
    await docker.ping()
    return docker
  } catch (cause) {
    const { message, code } = cause as NodeJS.ErrnoException
    throw new DeployctlError('sandbox.no-engine', {
      message: `No Docker Engine answers: ${message || code}`,
      cause,
    })
  }
}

/** Removes what a killed sandbox of the same state has left running, and nothing else. */
export async function removeLeftovers(docker: Docker, stateId: string): Promise<void> {
  const filters = { label: [`${stateLabel}=${stateId}`] }
  const left = await docker.listContainers({ all: true, filters })
  await Promise.all(left.map(({ Id }) => removeContainer(docker.getContainer(Id))))
}

/** Kills it where it runs; one that is gone already is fine. */
export async function removeContainer(container: Docker.Container): Promise<void> {
  await container.remove({ force: true, v: true }).catch(error => {
    // 409: somebody else is removing it.
    if (error.statusCode !== 404 && error.statusCode !== 409) throw error
  })
}

/** For what was to go, and is gone. */
export function ignoreMissing(error: { statusCode?: number }): void {
  if (error.statusCode !== 404) throw error
}

/** The engine's own words, out of the error that dockerode makes of its answer. */
export function refusalOf(error: unknown): string {
  const { message } = error as { message: string }
  return message.replace(/^\(HTTP code \d+\) [^-]+ - /, '').trim()
}
