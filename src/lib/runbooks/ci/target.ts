import { DeployctlError } from '../../errors/index.ts'
import type { Manifest } from '../../manifest/schema/manifest.ts'
import { hasHttpApi } from '../../resources/api-targets.ts'
import { hasIngress } from '../../resources/ingress.ts'
import { roleArn } from '../../resources/roles/role-name.ts'

/** One environment that a workflow deploys to. */
export interface Target {
  readonly project: string
  /** As the manifest names it. */
  readonly environment: string
  readonly region: string
  /** ARN. */
  readonly role: string
  /** Patterns of branches and tags that the role trusts. */
  readonly refs: Refs
  /** GitHub's environments that the role trusts. */
  readonly environments: readonly string[]
  /** The one that its jobs run in, where somebody may have to approve them; undefined where they need none. */
  readonly approval: string | undefined
  /** Whether tokens that name the repository by its numbers are trusted. */
  readonly isNumbered: boolean
  /** Where users reach it; undefined where only AWS knows. */
  readonly url: string | undefined
  /** Whether users reach it at all. */
  readonly isPublic: boolean
  /** Platforms that images are built for. */
  readonly platforms: readonly string[]
  /** Directories that images are built from, relative to the manifest's. */
  readonly contexts: readonly string[]
  /** Directories that are packed or published as they lie there, relative to the manifest's. */
  readonly packed: readonly string[]
}

export interface Refs {
  readonly branches: readonly string[]
  readonly tags: readonly string[]
}

/**
 * What a workflow has to know of an environment. Pure.
 * @param isLast whether it is the one that has to be approved, if any of GitHub's environments may ask for that
 * @throws DeployctlError `ci.no-role`
 */
export function targetOf(manifest: Manifest, isLast: boolean): Target {
  const { project, environment, region, github, account, domain } = manifest
  if (!github || !account) {
    throw new DeployctlError('ci.no-role', {
      message: `In ${environment} the manifest has no \`github\`, so that there is no role for a workflow to take.`,
      hint: `Write \`github: {repository: OWNER/NAME, branches: [main]}\` and \`account\`, then \`deployctl bootstrap ${environment}\`.`,
    })
  }
  const { branches, tags, environments, repositoryId } = github
  const isByRef = branches.length + tags.length > 0
  const other = isLast || !isByRef ? environments[0] : undefined
  return {
    project,
    environment,
    region,
    role: roleArn({ account, region }, manifest, 'github'),
    refs: { branches, tags },
    environments,
    approval: environments.includes(environment) ? environment : other,
    isNumbered: repositoryId !== undefined,
    url: domain && `https://${domain.name}`,
    isPublic: domain !== undefined || hasHttpApi(manifest) || hasIngress(manifest),
    ...sources(manifest),
  }
}

function sources({ services, functions, buckets }: Manifest) {
  const builds = Object.values({ ...services, ...functions }).flatMap(({ build }) => build ?? [])
  const packed = [
    ...Object.values(functions).flatMap(({ zip }) => zip?.directory ?? []),
    ...Object.values(buckets).flatMap(({ website }) => website?.directory ?? []),
  ]
  return {
    platforms: unique(builds.flatMap(({ platforms }) => platforms)),
    contexts: unique(builds.map(({ context }) => context)),
    packed: unique(packed),
  }
}

/**
 * The branches and tags whose workflows every target trusts; a target that names none trusts all that the rules of its
 * environment in GitHub let through. Pure.
 * @throws DeployctlError `ci.no-common-ref`
 */
export function commonRefs(targets: readonly Target[]): Refs {
  const [first, ...others] = targets.map(({ refs }) => refs).filter(refs => all(refs).length > 0)
  if (!first) return { branches: ['main'], tags: [] }
  const branches = first.branches.filter(name => others.every(refs => refs.branches.includes(name)))
  const tags = first.tags.filter(name => others.every(refs => refs.tags.includes(name)))
  if (branches.length + tags.length > 0) return { branches, tags }
  throw new DeployctlError('ci.no-common-ref', {
    message: `${targets.map(({ environment }) => environment).join(' and ')} trust no branch or tag in common.`,
  })
}

function all({ branches, tags }: Refs): string[] {
  return [...branches, ...tags]
}

export function unique(words: readonly string[]): string[] {
  return [...new Set(words)]
}
