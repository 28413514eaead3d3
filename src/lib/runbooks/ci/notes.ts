import type { ProjectFacts } from './project-facts.ts'
import type { Target } from './target.ts'
import { has, type Tests } from './tests.ts'

/** What is left to do, and what the workflow cannot do as things stand. Pure. */
export function notesOn(
  targets: readonly Target[],
  project: ProjectFacts,
  tests: readonly Tests[],
): string[] {
  const production = targets.at(-1)!
  return [
    `Its roles are made by ${targets.map(({ environment }) => `\`deployctl bootstrap ${environment}\``).join(' and ')}.`,
    ...installation(project),
    ...targets.flatMap(target => (target.approval ? [inGitHub(target.approval, target === production)] : [])),
    ...approval(production),
    ...(project.variables.length > 0
      ? [
          `Give the variables that the manifest takes (${project.variables.join(', ')}) in GitHub, under Settings → Secrets and variables → Actions → Variables.`,
        ]
      : []),
    ...(targets.every(({ isNumbered }) => isNumbered)
      ? []
      : [
          'Where the repository was made, renamed or moved since 15 July 2026, its tokens name it by numbers: write `github.ownerId` and `github.repositoryId`, and bootstrap again.',
        ]),
    ...packing(targets, tests),
    ...(has('unit', tests) || has('integration', tests)
      ? []
      : ['No tests were found: add a job that runs them, and name it in `needs` of the deploy.']),
  ]
}

function installation({ deployctl }: ProjectFacts): string[] {
  if (!deployctl.isMissing) return []
  return [
    `It installs deployctl from ${deployctl.package}, which the repository does not have yet: \`npm pack\` in a clone of deployctl makes it. \`--package\` names another.`,
  ]
}

function inGitHub(name: string, isApproved: boolean): string {
  const where = `In GitHub, under Settings → Environments, make \`${name}\``
  return isApproved ? `${where} with required reviewers: they approve each deploy.` : `${where}.`
}

/** Who could deploy to production past its approval. */
function approval({ environment, approval: name, refs, environments }: Target): string[] {
  if (!name) {
    return [
      `Nobody has to approve a deploy to ${environment}: name an environment of GitHub in \`github.environments\`, bootstrap, and run this again.`,
    ]
  }
  const others = environments.filter(other => other !== name)
  const ways = [
    ...[...refs.branches, ...refs.tags].map(ref => `on ${ref} without an environment`),
    ...others.map(other => `in the environment ${other}`),
  ]
  if (ways.length === 0) return []
  return [
    `The role of ${environment} also trusts jobs ${ways.join(', ')}, which nobody approves: under \`environments.${environment}\` of the manifest, write \`github: {branches: null, tags: null, environments: [${name}]}\`, and choose its branches in GitHub.`,
  ]
}

function packing(targets: readonly Target[], tests: readonly Tests[]): string[] {
  const packed = targets.at(-1)!.packed
  if (packed.length === 0 || has('build', tests)) return []
  return [
    `${packed.join(', ')} ${packed.length === 1 ? 'is' : 'are'} deployed as the repository has ${packed.length === 1 ? 'it' : 'them'}: add a step before \`deploy\` if something must be built first.`,
  ]
}
