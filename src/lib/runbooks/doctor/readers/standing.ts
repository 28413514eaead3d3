import { DeployctlError } from '../../../errors/index.ts'
import type { Manifest } from '../../../manifest/schema/manifest.ts'
import { resources } from '../../../resources/index.ts'
import { inspectWorld, World } from '../../../resources/world.ts'
import { liveManifest } from '../../live-manifest.ts'
import { endsAll } from '../ends-all.ts'
import type { Reader } from '../evidence.ts'

/** Every kind of resource as it stands. */
export interface Standing {
  readonly world: World
  /** Kinds that could not be read, and why: one that these credentials may not read hides no other. */
  readonly unread: ReadonlyMap<string, DeployctlError>
  /** The manifest with the images of the last release. */
  readonly manifest: Manifest
  readonly released: boolean
  /** Put to sleep: its scaling is held back on purpose. */
  readonly asleep: boolean
}

export const standing: Reader<'standing'> = async context => {
  const { scope, ports } = context
  const live = await liveManifest(context)
  const world = new World()
  const unread = new Map<string, DeployctlError>()
  await Promise.all(
    resources.map(async resource => {
      try {
        const found = await inspectWorld([resource], scope, ports, live.manifest)
        for (const [id, stands] of found.of(resource.kind)) world.set(resource.kind, id, stands)
      } catch (error) {
        if (!(error instanceof DeployctlError) || endsAll(error)) throw error
        unread.set(resource.kind, error)
      }
    }),
  )
  return { world, unread, ...live }
}

/** What stands of one kind. @throws DeployctlError where it could not be read */
export function standingOf<State>({ world, unread }: Standing, kind: string): (readonly [string, State])[] {
  const error = unread.get(kind)
  if (error) throw error
  return [...world.lookup<State>(kind).entries()]
}
