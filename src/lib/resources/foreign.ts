import { DeployctlError } from '../errors/index.ts'
import { type AnyTag, idIn, type Owner } from './names.ts'

/**
 * Refuses to take over what somebody else made under a name that we would give. All that deployctl makes has its
 * tags from the first moment, so that what a crash left behind is never mistaken for theirs.
 * @param what kind and name, for the message
 * @throws DeployctlError `graph.name-taken`
 */
export function refuseForeign(tags: readonly AnyTag[] | undefined, owner: Owner, what: string): void {
  if (idIn(tags, owner) === undefined) refuseNamed(owner, what)
}

/** The same, for what carries no tags. */
export function refuseNamed(owner: Owner, what: string): never {
  throw new DeployctlError('graph.name-taken', {
    message: `${what} stands already, and deployctl did not make it for ${owner.project} ${owner.environment}.`,
  })
}
