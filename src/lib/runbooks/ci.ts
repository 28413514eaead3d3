import type { Manifest } from '../manifest/schema/manifest.ts'
import { notesOn } from './ci/notes.ts'
import type { ProjectFacts } from './ci/project-facts.ts'
import { type Target, targetOf } from './ci/target.ts'
import { testsOf } from './ci/tests.ts'
import { workflowOf } from './ci/workflow.ts'

export interface CiOptions {
  readonly production: Manifest
  /** What is deployed to first, and tested; none where absent. */
  readonly staging: Manifest | undefined
  readonly project: ProjectFacts
}

export interface Ci {
  /** Where the workflow belongs, relative to the repository. */
  readonly file: string
  readonly text: string
  /** Names of its jobs, in their order. */
  readonly jobs: readonly string[]
  /** ARNs of the roles that it takes. */
  readonly roles: readonly string[]
  /** What has to be done in GitHub and AWS, and what the workflow cannot do as the manifest stands. */
  readonly notes: readonly string[]
}

/**
 * Writes a GitHub Actions workflow for a project: tests, build and push, staging, production behind an approval, and
 * the way back. It signs in by the roles that `bootstrap` makes, so that GitHub holds no key. Pure.
 * @throws DeployctlError `ci.no-role` where a manifest has no `github`; `ci.no-common-ref` where the two environments
 *   trust no branch or tag in common
 */
export async function ci({ production, staging, project }: CiOptions): Promise<Ci> {
  const targets: Target[] = [...(staging ? [targetOf(staging, false)] : []), targetOf(production, true)]
  const tests = testsOf(project)
  const { text, jobs } = await workflowOf({ targets, project, tests })
  const own = project.directory === '.' ? '' : `-${production.project}`
  return {
    file: `.github/workflows/deployctl${own}.yml`,
    text,
    jobs,
    roles: targets.map(({ role }) => role),
    notes: notesOn(targets, project, tests),
  }
}
