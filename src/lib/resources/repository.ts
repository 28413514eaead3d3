import type { Repository } from '@aws-sdk/client-ecr'
import { type Ports, pages, unlessExists, unlessMissing } from '../aws/index.ts'
import { DeployctlError } from '../errors/index.ts'
import { canonicalJson, canonicalText } from './canonical-json.ts'
import { refuseForeign } from './foreign.ts'
import { idIn, type Owner, type Scope, tagList } from './names.ts'
import { lifecyclePolicy } from './repository-lifecycle.ts'
import { changed, defineResource } from './resource.ts'

export interface RepositorySpec {
  /** Name of a repository that somebody else made. */
  readonly existing?: string | undefined
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
}

/** Where the images of the services that are built are kept; one a service. */
export const repository = defineResource<RepositorySpec, RepositoryState>({
  kind: 'repository',
  stage: 'bootstrap',
  deps: {},

  desired: ({ services }) =>
    Object.fromEntries(
      Object.entries(services)
        .filter(([, { build }]) => build)
        .map(([name, service]) => [name, { existing: service.repository?.existing }]),
    ),

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
        message: `A service's repository.existing names ${existing}, which is not in this account and region.`,
      })
    }
    return stateOf(answer.repositories[0], undefined)
  },

  diff: (_want, have) => [
    ...changed('scanOnPush', have.scanOnPush, true),
    ...changed('immutableTags', have.immutableTags, true),
    ...changed('lifecycle', have.lifecycle, canonicalJson(lifecyclePolicy)),
  ],

  async ensure(_want, have, _deps, { id, scope, ports }) {
    const repositoryName = have?.name ?? `${repositoryPrefix(scope)}${id}`
    const standing = have ?? (await create())
    if (!standing.scanOnPush) {
      const imageScanningConfiguration = { scanOnPush: true }
      await ports.ecr.putImageScanningConfiguration({ repositoryName, imageScanningConfiguration })
    }
    if (!standing.immutableTags) {
      await ports.ecr.putImageTagMutability({ repositoryName, imageTagMutability: 'IMMUTABLE' })
    }
    const lifecyclePolicyText = JSON.stringify(lifecyclePolicy)
    await ports.ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText })
    return { ...standing, scanOnPush: true, immutableTags: true, lifecycle: canonicalJson(lifecyclePolicy) }

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
      if (made) return stateOf(made.repository!, undefined)
      const { repositories } = await ports.ecr.describeRepositories({ repositoryNames: [repositoryName] })
      const standing = repositories![0]!
      const { tags } = await ports.ecr.listTagsForResource({ resourceArn: standing.repositoryArn! })
      refuseForeign(tags, scope, `ECR repository ${repositoryName}`)
      return stateOf(standing, undefined)
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

async function readOwned(one: Repository, scope: Scope, { ecr }: Ports) {
  const [tags, policy] = await Promise.all([
    unlessMissing(ecr.listTagsForResource({ resourceArn: one.repositoryArn! })),
    unlessMissing(ecr.getLifecyclePolicy({ repositoryName: one.repositoryName! })),
  ])
  const id = idIn(tags?.tags, scope)
  return id === undefined ? undefined : ([id, stateOf(one, policy?.lifecyclePolicyText)] as const)
}

function stateOf(one: Repository, lifecycle: string | undefined): RepositoryState {
  return {
    name: one.repositoryName!,
    arn: one.repositoryArn!,
    uri: one.repositoryUri!,
    scanOnPush: one.imageScanningConfiguration?.scanOnPush ?? false,
    immutableTags: one.imageTagMutability === 'IMMUTABLE',
    lifecycle: canonicalText(lifecycle),
  }
}
