import type { Ports } from '../aws/index.ts'
import type { DeployctlError } from '../errors/index.ts'
import type { Clock, Emit } from '../events/index.ts'
import type { Manifest } from '../manifest/schema/manifest.ts'
import type { Scope } from './names.ts'

/** One way in which what stands differs from what is wanted. */
export interface Change {
  /** Dotted name of the property, such as `healthCheck.interval`. */
  readonly path: string
  readonly from: unknown
  readonly to: unknown
  /** AWS cannot change this in place: the resource is removed and made anew. */
  readonly replace?: boolean
  /** What the change costs while it is made: `the database restarts`. */
  readonly note?: string
}

/** Which command makes it: `bootstrap` the ground, `secrets` the values, `deploy` what runs. */
export type Stage = 'bootstrap' | 'secrets' | 'deploy'

/** What `ensure` and `remove` work with, for one resource. */
export interface Run {
  readonly id: string
  readonly scope: Scope
  readonly ports: Ports
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly emit: Emit
  /** Tells that this resource is waiting, and for what. */
  waiting(detail: string): void
}

/** What stands of one kind, by logical id. */
export interface Lookup<State> {
  get(id: string): State | undefined
  /** The same, where the graph's order guarantees it; a missing one is a bug. */
  of(id: string): State
  entries(): readonly (readonly [string, State])[]
}

// biome-ignore lint/suspicious/noExplicitAny: a list of resources is a list of different Specs and States
export type AnyResource = Resource<any, any, any>
export type Dependencies = Readonly<Record<string, AnyResource>>
export type StateOf<R> = R extends Resource<infer _Spec, infer State, infer _Deps> ? State : never
export type Standing<Deps extends Dependencies> = {
  readonly [Name in keyof Deps]: Lookup<StateOf<Deps[Name]>>
}

/**
 * One kind of AWS resource. All kinds have this shape, so plan, drift, status, teardown and resume
 * fall out of it, and a reader who knows one knows them all.
 */
export interface Resource<Spec, State, Deps extends Dependencies = Record<never, never>> {
  /** Name in files, events, the graph and `--json`: `load-balancer`. */
  readonly kind: string
  readonly stage: Stage
  /** The only edges of the graph: all of these kinds are settled before this one begins. */
  readonly deps: Deps
  /** Whether this one holds what nobody can make again: teardown and bootstrap then keep it unless it is named. */
  holdsData?(have: State): boolean
  /** Why what is in it may go with it, where that is not plain: `its files lie in the repository`. */
  dispensable?(have: State): string | undefined
  /**
   * Those of its `deps` that this one cannot do without, as ids by their name in `deps`; of a dep that is left out, all
   * that stand. Where this one is kept, so are they. Pure.
   */
  standsOn?(
    id: string,
    have: State,
    deps: Standing<Deps>,
  ): { readonly [Name in keyof Deps]?: readonly string[] }
  /** A trait of that kind's resource of the same id, nothing of its own in AWS: it stays where that one does. */
  readonly traitOf?: AnyResource
  /**
   * Why what runs still needs it, where nobody wants it any more: bootstrap then keeps it until a deploy has moved on.
   * Teardown, which stops what runs first, does not.
   */
  inUse?(have: State): string | undefined
  /** Why AWS would refuse its removal, where that shows beforehand: then nothing else is removed either. */
  refusal?(have: State): DeployctlError | undefined
  /** What the manifest wants of this kind, by logical id. Pure. */
  desired(manifest: Manifest): Readonly<Partial<Record<string, Spec>>>
  /** What stands in this environment, by logical id; found by tags and names, read in as few calls as AWS allows. */
  inspect(scope: Scope, ports: Ports): Promise<Readonly<Record<string, State>>>
  /** Reads one that somebody else made (`existing:` in the manifest); undefined where `want` names none. Never changed, never removed. */
  adopt?(want: Spec, ports: Ports): Promise<State | undefined>
  /** How what stands differs; [] means converged. Pure. A dependency that does not stand yet is absent from `deps`. */
  diff(want: Spec, have: State, deps: Standing<Deps>): readonly Change[]
  /** Creates, or updates in place. Safe to repeat after a crash at any call; resolves once AWS says that it works. */
  ensure(want: Spec, have: State | undefined, deps: Standing<Deps>, run: Run): Promise<State>
  /** Resolves once it is gone; gone already is success. The graph repeats it while AWS says that it is in use. */
  remove(have: State, run: Run): Promise<void>
  /** What AWS calls it, for screens: `vpc-0abc`. */
  identify(have: State): string
}

/** Fixes the type parameters of a resource from its own definition. */
export function defineResource<Spec, State, Deps extends Dependencies = Record<never, never>>(
  resource: Resource<Spec, State, Deps>,
): Resource<Spec, State, Deps> {
  return resource
}

/** Compares one property; the building block of every `diff`. Objects are compared by their JSON. */
export function changed(path: string, from: unknown, to: unknown, replace = false): Change[] {
  if (JSON.stringify(from) === JSON.stringify(to)) return []
  return [replace ? { path, from, to, replace } : { path, from, to }]
}
