import type { Repository } from '@aws-sdk/client-ecr'
import { type Ports, pages, unlessExists, unlessMissing } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import { arnOf, type Place } from './arn.ts'
import { canonicalJson, canonicalText } from './canonical-json.ts'
import { refuseForeign } from './foreign.ts'
import { idIn, type Owner, type Scope, tagList } from './names.ts'
import { lifecyclePolicy } from './repository-lifecycle.ts'
import { changed, defineResource } from './resource.ts'

export interface RepositorySpec {
  /** Name of a repository that somebody else made. */
  readonly existing?: string | undefined
  /** Whether Lambda is to pull from it: unlike ECS, it comes as itself and not as a role. */
  readonly ofFunction: boolean
}

export interface RepositoryState {
  readonly name: string
  readonly arn: string
  /** Where images are pushed to: `123456789012.dkr.ecr.us-east-1.amazonaws.com/sipai-prod/api`. */
  readonly uri: string
  readonly scanOnPush: boolean
  readonly immutableTags: boolean
  /** Canonical JSON. */
  readonly lifecycle: string | undefined
  /** Whether its own policy lets Lambda pull. */
  readonly lambdaPulls: boolean
}

/** Where the images that are built are kept; one a service, and one a function. */
export const repository = defineResource<RepositorySpec, RepositoryState>({
  kind: 'repository',
  stage: 'bootstrap',
  deps: {},

  desired: ({ services, functions }) => ({
    ...repositoriesFor(services, false),
    ...repositoriesFor(functions, true),
  }),

  async inspect(scope, ports) {
    const all = await pages(ports.ecr.describeRepositories, {}, page => page.repositories)
    const named = all.filter(one => one.repositoryName!.startsWith(repositoryPrefix(scope)))
    const found = await Promise.all(named.map(one => readOwned(one, scope, ports)))
    return Object.fromEntries(found.filter(one => one !== undefined))
  },

  async adopt({ existing }, ports) {
    if (!existing) return undefined
    const answer = await unlessMissing(ports.ecr.describeRepositories({ repositoryNames: [existing] }))
    if (!answer?.repositories?.[0]) {
      throw new DeployctlError('preflight.existing-missing', {
        message: `A repository.existing names ${existing}, which is not in this account and region.`,
      })
    }
    return stateOf(answer.repositories[0], undefined, undefined)
  },

  diff: ({ ofFunction }, have) => [
    ...changed('scanOnPush', have.scanOnPush, true),
    ...changed('immutableTags', have.immutableTags, true),
    ...changed('lifecycle', have.lifecycle, canonicalJson(lifecyclePolicy)),
    ...(ofFunction ? changed('lambdaPulls', have.lambdaPulls, true) : []),
  ],

  async ensure({ ofFunction }, have, _deps, { id, scope, ports }) {
    const repositoryName = have?.name ?? `${repositoryPrefix(scope)}${id}`
    const standing = have ?? (await create())
    if (!standing.scanOnPush) {
      const imageScanningConfiguration = { scanOnPush: true }
      await ports.ecr.putImageScanningConfiguration({ repositoryName, imageScanningConfiguration })
    }
    if (!standing.immutableTags) {
      await ports.ecr.putImageTagMutability({ repositoryName, imageTagMutability: 'IMMUTABLE' })
    }
    if (ofFunction && !standing.lambdaPulls) {
      await ports.ecr.setRepositoryPolicy({ repositoryName, policyText: policyForLambda(scope) })
    }
    const lifecyclePolicyText = JSON.stringify(lifecyclePolicy)
    await ports.ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText })
    const settled = { scanOnPush: true, immutableTags: true, lifecycle: canonicalJson(lifecyclePolicy) }
    return { ...standing, ...settled, lambdaPulls: standing.lambdaPulls || ofFunction }

    async function create() {
      const made = await unlessExists(
        ports.ecr.createRepository({
          repositoryName,
          // A tag is the hash of an image's content, so there is never a reason to move one.
          imageTagMutability: 'IMMUTABLE',
          imageScanningConfiguration: { scanOnPush: true },
          encryptionConfiguration: { encryptionType: 'AES256' },
          tags: tagList(scope, id),
        }),
      )
      if (made) return stateOf(made.repository!, undefined, undefined)
      const { repositories } = await ports.ecr.describeRepositories({ repositoryNames: [repositoryName] })
      const standing = repositories![0]!
      const { tags } = await ports.ecr.listTagsForResource({ resourceArn: standing.repositoryArn! })
      refuseForeign(tags, scope, `ECR repository ${repositoryName}`)
      return stateOf(standing, undefined, undefined)
    }
  },

  async remove({ name }, { ports }) {
    await unlessMissing(ports.ecr.deleteRepository({ repositoryName: name, force: true }))
  },

  identify: ({ name }) => name,
})

function repositoryPrefix({ project, environment }: Owner): string {
  return `${project}-${environment}/`
}

interface Buildable {
  readonly build?: object | undefined
  readonly repository?: { readonly existing: string } | undefined
}

function repositoriesFor(
  section: Readonly<Record<string, Buildable>>,
  ofFunction: boolean,
): Record<string, RepositorySpec> {
  const built = Object.entries(section).filter(([, { build }]) => build)
  return Object.fromEntries(
    built.map(([name, { repository }]) => [name, { existing: repository?.existing, ofFunction }]),
  )
}

const pulling = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']

/** Lambda would write it by itself, if whoever deploys could change policies (Lambda Developer Guide, "Amazon ECR permissions"). */
function policyForLambda(place: Place): string {
  const statement = {
    Sid: 'LambdaECRImageRetrievalPolicy',
    Effect: 'Allow',
    Principal: { Service: 'lambda.amazonaws.com' },
    Action: pulling,
    Condition: { StringLike: { 'aws:sourceArn': arnOf(place, 'lambda', 'function:*') } },
  }
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
}

async function readOwned(one: Repository, scope: Scope, { ecr }: Ports) {
  const repositoryName = one.repositoryName!
  const [tags, lifecycle, policy] = await Promise.all([
    unlessMissing(ecr.listTagsForResource({ resourceArn: one.repositoryArn! })),
    unlessMissing(ecr.getLifecyclePolicy({ repositoryName })),
    unlessMissing(ecr.getRepositoryPolicy({ repositoryName })),
  ])
  const id = idIn(tags?.tags, scope)
  if (id === undefined) return undefined
  return [id, stateOf(one, lifecycle?.lifecyclePolicyText, policy?.policyText)] as const
}

function stateOf(
  one: Repository,
  lifecycle: string | undefined,
  policy: string | undefined,
): RepositoryState {
  return {
    name: one.repositoryName!,
    arn: one.repositoryArn!,
    uri: one.repositoryUri!,
    scanOnPush: one.imageScanningConfiguration?.scanOnPush ?? false,
    immutableTags: one.imageTagMutability === 'IMMUTABLE',
    lifecycle: canonicalText(lifecycle),
    lambdaPulls: ['lambda.amazonaws.com', ...pulling].every(word => policy?.includes(word)),
  }
}
