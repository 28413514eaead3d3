import type { Manifest } from '../../manifest/schema/manifest.ts'
import { globalArnOf, type Place } from '../arn.ts'

type GitHub = NonNullable<Manifest['github']>

/** Who signs the tokens of GitHub's workflows. */
export const issuer = 'token.actions.githubusercontent.com'
/** For whom they are signed, as aws-actions/configure-aws-credentials asks for them. */
export const audience = 'sts.amazonaws.com'

/**
 * Who may take the role: the workflows that the manifest names, and no other's. A job with an environment says nothing
 * of its branch in `sub`, so that its `ref` is asked for as well, where branches or tags are named.
 */
export function githubTrust(github: GitHub, place: Place): object {
  const { branches, tags, environments, repositoryId } = github
  const refs = [...branches.map(name => `refs/heads/${name}`), ...tags.map(name => `refs/tags/${name}`)]
  const isGuarded = knowsClaims(place)
  const asksForRef = isGuarded && refs.length > 0 && environments.length > 0
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: globalArnOf(place, 'iam', `oidc-provider/${issuer}`) },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            [`${issuer}:aud`]: audience,
            ...(isGuarded && repositoryId !== undefined && { [`${issuer}:repository_id`]: repositoryId }),
          },
          StringLike: {
            [`${issuer}:sub`]: subjects(github, refs, isGuarded),
            ...(asksForRef && { [`${issuer}:ref`]: refs }),
          },
        },
      },
    ],
  }
}

/**
 * The subjects of the tokens that are meant. Without the numbers only the old form is one, of repositories that were
 * there before July 2026: the new one with wildcards for them would match whoever takes over an abandoned name. With
 * them, the new form is exact, and the old one is held to the same repository by its number.
 * https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens/
 */
function subjects(github: GitHub, refs: readonly string[], isGuarded: boolean): string[] {
  const { repository, environments, ownerId, repositoryId } = github
  const [owner, name] = repository.split('/')
  const isNumbered = ownerId !== undefined && repositoryId !== undefined
  // The delimiter is one that no name has: after a hyphen, the number could be part of somebody else's name.
  const immutable = isNumbered ? [`repo:${owner}@${ownerId}/${name}@${repositoryId}`] : []
  const mutable = isNumbered && !isGuarded ? [] : [`repo:${repository}`]
  const contexts = [...refs.map(ref => `ref:${ref}`), ...environments.map(name => `environment:${name}`)]
  return [...mutable, ...immutable].flatMap(prefix => contexts.map(context => `${prefix}:${context}`))
}

/**
 * Whether STS looks at claims of GitHub's own besides the subject; it does in all commercial regions.
 * https://aws.amazon.com/about-aws/whats-new/2026/01/aws-sts-supports-validation-identity-provider-claims/
 */
function knowsClaims({ region }: Place): boolean {
  return !/^(cn|us-gov)-/.test(region)
}
