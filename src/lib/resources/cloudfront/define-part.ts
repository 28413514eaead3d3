import type { Ports } from '../../aws/index.ts'
import type { Scope } from '../names.ts'
import { type Dependencies, defineResource, type Resource } from '../resource.ts'
import {
  diffPart,
  ensurePart,
  inspectParts,
  type PartCalls,
  type PartState,
  partName,
  removePart,
} from './part.ts'
import { signed } from './signed.ts'

interface PartDefinition<Spec, Config, Deps extends Dependencies>
  extends Pick<Resource<Spec, PartState<Config>, Deps>, 'kind' | 'deps' | 'desired'> {
  readonly calls: PartCalls<Config>
  /** Whether there can be any at all, where that is known without a listing of them. */
  mayStand?(scope: Scope, ports: Ports): Promise<boolean>
  /** The configuration, but for its name and its comment. */
  settings(want: Spec): object
}

/** A kind of which each bucket that is delivered has one of its own, named and signed for it. */
export function definePart<Spec, Config extends object, Deps extends Dependencies>({
  calls,
  mayStand = async () => true,
  settings,
  ...about
}: PartDefinition<Spec, Config, Deps>): Resource<Spec, PartState<Config>, Deps> {
  return defineResource<Spec, PartState<Config>, Deps>({
    ...about,
    stage: 'bootstrap',
    inspect: async (scope, ports) =>
      (await mayStand(scope, ports)) ? inspectParts(calls, scope, ports) : {},
    diff: (want, { config }) => diffPart(settings(want), config),
    ensure(want, have, _deps, run) {
      const own = { Name: partName(run), [calls.comment]: signed(run.id, run.scope) }
      return ensurePart(calls, { ...own, ...settings(want) } as Config, have, run)
    },
    remove: (have, run) => removePart(calls, have, run),
    identify: ({ awsId }) => awsId,
  })
}
