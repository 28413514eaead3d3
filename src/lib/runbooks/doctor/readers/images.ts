import { DeployctlError } from '../../../errors/index.ts'
import { parseReference } from '../../../images/index.ts'
import { Registry, type RegistryOptions } from '../../../images/registry.ts'
import { rollbackTarget } from '../../../releases/retention.ts'
import { ecrCredentials } from '../../ecr-credentials.ts'
import { endsAll } from '../ends-all.ts'
import type { Read, Reader } from '../evidence.ts'

/** Whether an image that tasks start from, or that a rollback would return to, is in its registry. */
export interface ImageReading {
  readonly reference: string
  readonly services: readonly string[]
  /** The release that a rollback returns to; undefined where the services run the image now. */
  readonly release: number | undefined
  /** Undefined where the registry did not say. */
  readonly found: boolean | undefined
}

type Needed = Omit<ImageReading, 'found'>

export const images: Reader<'images'> = async ({ ports, signal, clock }, read) => {
  const options = { credentials: ecrCredentials(ports.ecr), signal, clock }
  const needed = await neededImages(read)
  return Promise.all(
    needed.map(async image => ({ ...image, found: await isThere(image.reference, options) })),
  )
}

async function neededImages(read: Read): Promise<Needed[]> {
  const [definitions, { releases }] = await Promise.all([read('taskDefinitions'), read('ledger')])
  const run = [...definitions].flatMap(([service, { containerDefinitions = [] }]) =>
    containerDefinitions.map(({ image = '' }) => ({ reference: image, service, release: undefined })),
  )
  const target = rollbackTarget(releases)
  const kept = Object.entries(target?.services ?? {}).map(([service, { image }]) => ({
    reference: image,
    service,
    release: target!.number,
  }))
  // What runs comes first, so that an image needed for both is told as needed now.
  const byReference = Map.groupBy([...run, ...kept], ({ reference }) => reference)
  return [...byReference].map(([reference, uses]) => ({
    reference,
    services: [...new Set(uses.map(({ service }) => service))],
    release: uses[0]!.release,
  }))
}

async function isThere(name: string, options: RegistryOptions): Promise<boolean | undefined> {
  try {
    const { registry, repository, digest, tag } = parseReference(name)
    return (await new Registry(registry, options).digestOf(repository, digest ?? tag!)) !== undefined
  } catch (error) {
    // A registry that does not let us in may well let the tasks in.
    if (error instanceof DeployctlError && !endsAll(error)) return undefined
    throw error
  }
}
