import type { Ports } from '../../src/lib/aws/index.ts'
import { type Clock, type Event, makeClock } from '../../src/lib/events/index.ts'
import type { Manifest } from '../../src/lib/manifest/schema/manifest.ts'
import { apply } from '../../src/lib/resources/graph.ts'
import { type PlanItem, planFor, planTeardown } from '../../src/lib/resources/plan.ts'
import type { AnyResource } from '../../src/lib/resources/resource.ts'
import { inspectWorld } from '../../src/lib/resources/world.ts'
import { scope } from './manifest.ts'

/** Fast, so that waits which end at the second look cost nothing. */
const fast = makeClock(200)

/** Plans, settles and tears down some kinds of resources, as the runbooks do. */
export class Environment {
  readonly events: Event[] = []
  readonly kinds: readonly AnyResource[]
  ports: Ports
  readonly clock: Clock

  constructor(kinds: readonly AnyResource[], ports: Ports, clock = fast) {
    this.kinds = kinds
    this.ports = ports
    this.clock = clock
  }

  /** What there is to do, as `kind/id action path…`. */
  async plan(manifest: Manifest): Promise<string[]> {
    const world = await inspectWorld(this.kinds, scope, this.ports, manifest)
    return planFor(this.kinds, manifest, world).flatMap(line)
  }

  async settle(manifest: Manifest): Promise<void> {
    const world = await inspectWorld(this.kinds, scope, this.ports, manifest)
    await apply(planFor(this.kinds, manifest, world), world, this.#run())
  }

  /** @param deleteData what goes although it holds data, as `teardown --delete-data` takes it */
  async tearDown(deleteData: readonly string[] = []): Promise<void> {
    const world = await inspectWorld(this.kinds, scope, this.ports)
    await apply(planTeardown(this.kinds, world, new Set(deleteData)), world, this.#run())
  }

  /** What stands, as sorted `kind/id`. */
  async standing(): Promise<string[]> {
    const world = await inspectWorld(this.kinds, scope, this.ports)
    return this.kinds.flatMap(({ kind }) => [...world.of(kind).keys()].map(id => `${kind}/${id}`)).toSorted()
  }

  #run() {
    const signal = AbortSignal.timeout(60_000)
    const emit = (event: Event) => this.events.push(event)
    return { scope, ports: this.ports, clock: this.clock, signal, emit }
  }
}

function line({ action, changes, resource, id }: PlanItem): string[] {
  if (action === 'none') return []
  return [[`${resource.kind}/${id}`, action, ...changes.map(({ path }) => path)].join(' ')]
}
