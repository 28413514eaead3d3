import { pathIn } from './paths.ts'
import type { ProjectFacts } from './project-facts.ts'
import { commonRefs, type Target, unique } from './target.ts'

/**
 * When the workflow runs: on pushes to what the roles trust, on pull requests, and by hand; in a repository of several
 * projects only where something of this one changed. Pure.
 * @throws DeployctlError `ci.no-common-ref`
 */
export function triggers(targets: readonly Target[], project: ProjectFacts): object {
  const { branches, tags } = commonRefs(targets)
  const paths = pathsOf(targets, project)
  const filter = paths && { paths }
  return {
    push: {
      ...(branches.length > 0 && { branches: branches.map(pattern) }),
      ...(tags.length > 0 && { tags: tags.map(pattern) }),
      ...filter,
    },
    pull_request: filter ?? {},
    workflow_dispatch: {},
  }
}

/** `*` of IAM matches `/` as well, which is `**` of GitHub. */
function pattern(text: string): string {
  return text.replace(/\*+/g, '**')
}

/** What of the repository the project is made of; undefined where that is all of it. */
function pathsOf(targets: readonly Target[], project: ProjectFacts): string[] | undefined {
  const { directory, top } = project
  const sources = targets.flatMap(({ contexts, packed }) => [...contexts, ...packed])
  const places = unique([directory, ...sources.map(source => pathIn(project, source))])
  if (places.includes('.') || places.some(place => place.startsWith('..'))) return undefined
  const outermost = places.filter(place => !places.some(other => place.startsWith(`${other}/`)))
  const shared = ['package.json', 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock'].filter(file =>
    top.includes(file),
  )
  return [...outermost.map(place => `${place}/**`), ...shared, '.github/workflows/**']
}
