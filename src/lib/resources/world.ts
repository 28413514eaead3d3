import type { Ports } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import type { Scope } from './names.ts'
import type { AnyResource, Dependencies, Lookup, Standing } from './resource.ts'

export interface Stands {
  readonly state: unknown
  /** Somebody else made it: used, never changed. */
  readonly external: boolean
}

/** What stands of every kind, as last seen; `ensure` and `remove` keep it current. */
export class World {
  readonly #kinds = new Map<string, Map<string, Stands>>()

  of(kind: string): ReadonlyMap<string, Stands> {
    return this.#kinds.get(kind) ?? new Map()
  }

  set(kind: string, id: string, stands: Stands): void {
    const ids = this.#kinds.get(kind) ?? new Map<string, Stands>()
    this.#kinds.set(kind, ids.set(id, stands))
  }

  delete(kind: string, id: string): void {
    this.#kinds.get(kind)?.delete(id)
  }

  /** The dependencies of a resource, as its `diff` and `ensure` see them. */
  standing<Deps extends Dependencies>(deps: Deps): Standing<Deps> {
    const lookups = Object.entries(deps).map(([name, resource]) => [name, this.lookup(resource.kind)])
    return Object.fromEntries(lookups) as Standing<Deps>
  }

  lookup<State>(kind: string): Lookup<State> {
    const get = (id: string) => this.of(kind).get(id)?.state as State | undefined
    return {
      get,
      of: id => {
        const state = get(id)
        if (state === undefined)
          throw new DeployctlError('bug.broken-order', {
            message: `${kind} ${id} was needed before it stood.`,
          })
        return state
      },
      entries: () => [...this.of(kind)].map(([id, { state }]) => [id, state as State] as const),
    }
  }
}

/** Reads everything that stands, all kinds at once. With a manifest, what it names as existing is read as well. */
export async function inspectWorld(
  resources: readonly AnyResource[],
  scope: Scope,
  ports: Ports,
  manifest?: Manifest,
): Promise<World> {
  const world = new World()
  await Promise.all(
    resources.map(async resource => {
      const found = await resource.inspect(scope, ports)
      for (const [id, state] of Object.entries(found))
        world.set(resource.kind, id, { state, external: false })
      if (manifest) await adoptExisting(resource, manifest, ports, world)
    }),
  )
  return world
}

async function adoptExisting(
  resource: AnyResource,
  manifest: Manifest,
  ports: Ports,
  world: World,
): Promise<void> {
  if (!resource.adopt) return
  for (const [id, want] of Object.entries(resource.desired(manifest))) {
    const state = await resource.adopt(want, ports)
    if (state === undefined) continue
    const own = world.of(resource.kind).get(id)
    world.set(resource.kind, id, { state, external: true })
    // What somebody else's takes the place of is not forgotten while data is in it.
    if (own && resource.holdsData?.(own.state)) world.set(resource.kind, resource.identify(own.state), own)
  }
}
