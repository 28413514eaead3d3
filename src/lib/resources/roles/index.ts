import { databaseRoles } from './database-roles.ts'
import { functionRoles } from './function-roles.ts'
import { githubRole } from './github-role.ts'
import { jobRoles } from './job-roles.ts'
import { onDemandRoles } from './on-demand-roles.ts'
import type { RolesOf } from './role-spec.ts'
import { serviceRoles } from './service-roles.ts'

export type { RoleSpec } from './role-spec.ts'

const sources: readonly RolesOf[] = [
  // One line each, so that additions do not collide.
  functionRoles,
  databaseRoles,
  serviceRoles,
  jobRoles,
  githubRole,
  onDemandRoles,
]

/** Every role that the manifest needs, by logical id. Pure. */
export const rolesOf: RolesOf = manifest => Object.assign({}, ...sources.map(source => source(manifest)))
