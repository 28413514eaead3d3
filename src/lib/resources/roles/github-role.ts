import { githubStatements } from './github-policy.ts'
import { githubTrust } from './github-trust.ts'
import type { RolesOf } from './role-spec.ts'

/** The role `github`, as which the manifest's workflows push, deploy, roll back and look at this environment. */
export const githubRole: RolesOf = (manifest): ReturnType<RolesOf> => {
  const { github } = manifest
  if (!github) return {}
  return {
    github: {
      trust: place => githubTrust(github, place),
      statements: place => githubStatements(manifest, place),
    },
  }
}
