import { setTimeout } from 'node:timers/promises'
import type Docker from 'dockerode'
import { stateLabel } from './create-options.ts'
import { ignoreMissing } from './engine.ts'

/**
 * A network of the engine for each VPC: in one that was made for it, the engine answers containers' questions for one
 * another's names, which it does not in the network that every container is in otherwise.
 */
export class Networks {
  readonly #docker: Docker
  readonly #stateId: string
  readonly #made = new Map<string, Promise<string>>()

  constructor(docker: Docker, stateId: string) {
    this.#docker = docker
    this.#stateId = stateId
  }

  /** @returns the name of the engine's network, which stands from now on */
  of(vpc: string): Promise<string> {
    const made = this.#made.get(vpc) ?? this.#make(vpc)
    this.#made.set(vpc, made)
    made.catch(() => this.#made.delete(vpc))
    return made
  }

  async #make(vpc: string): Promise<string> {
    const Name = `deployctl-${this.#stateId}-${vpc}`
    await this.#docker.createNetwork({ Name, Labels: { [stateLabel]: this.#stateId } })
    return Name
  }
}

/** Removes the networks of a state, which nothing is in any more. */
export async function removeNetworks(docker: Docker, stateId: string): Promise<void> {
  const filters = { label: [`${stateLabel}=${stateId}`] }
  const left = await docker.listNetworks({ filters })
  await Promise.all(left.map(({ Id }) => remove(docker.getNetwork(Id))))
}

const mostAttempts = 20
const between = 250

/** The engine lets go of a container that was removed a moment after it has said so, and refuses until then. */
async function remove(network: Docker.Network, attempt = 1): Promise<void> {
  try {
    await network.remove()
  } catch (error) {
    const isBusy = /active endpoints/.test((error as Error).message)
    if (!isBusy || attempt === mostAttempts) return ignoreMissing(error as { statusCode?: number })
    await setTimeout(between)
    await remove(network, attempt + 1)
  }
}
