import { unlessExists } from '../../aws/index.ts'
import type { Ledger } from '../../releases/ledger.ts'
import type { ReleaseRecord } from '../../releases/record.ts'
import { needsOf, outlived, retained } from '../../releases/retention.ts'
import type { RepositoryState } from '../../resources/repository.ts'
import { releaseTagPrefix } from '../../resources/repository-lifecycle.ts'
import type { World } from '../../resources/world.ts'
import type { Context } from '../context.ts'
import { parts } from './parts/index.ts'

/**
 * Looks after what releases need, once one has succeeded: tags its images so that no lifecycle rule expires
 * them, and lets go of what it has pushed out of what is retained. It has succeeded whatever happens here.
 */
export async function tidy(
  context: Context,
  ledger: Ledger,
  world: World,
  records: readonly ReleaseRecord[],
  newest: ReleaseRecord,
): Promise<void> {
  const { manifest, ports, signal, emit } = context
  const { keep: number } = manifest.releases
  const gone = outlived(records, newest, number)
  const needed = retained([newest, ...records], number)
  const results = await Promise.allSettled([
    ...imagesIn(world, needsOf([newest]).images).map(image => keep(context, image)),
    ...imagesIn(world, gone.images).map(image => letGo(context, image)),
    ...[...gone.taskDefinitions].map(taskDefinition =>
      ports.ecs.deregisterTaskDefinition({ taskDefinition }, { signal }),
    ),
    ...parts.map(part => part.tidy?.({ context, ledger }, needed)),
  ])
  const [failure] = results.filter(result => result.status === 'rejected')
  if (failure) {
    emit({ type: 'notice', message: `Tidying up after the release failed: ${failure.reason.message}` })
  }
}

interface StoredImage {
  readonly repositoryName: string
  readonly imageDigest: string
  readonly imageTag: string
}

/** Those that lie in the environment's own repositories. */
function imagesIn(world: World, references: ReadonlySet<string>): StoredImage[] {
  const repositories = world.lookup<RepositoryState>('repository').entries()
  return [...references].flatMap(reference => {
    const [uri, imageDigest = ''] = reference.split('@')
    const repository = repositories.find(([, state]) => state.uri === uri)
    const imageTag = `${releaseTagPrefix}${imageDigest.replace('sha256:', '').slice(0, 16)}`
    return repository ? [{ repositoryName: repository[1].name, imageDigest, imageTag }] : []
  })
}

/** ECR tags an image by being given its manifest again. */
async function keep({ ports, signal }: Context, image: StoredImage): Promise<void> {
  const { repositoryName, imageDigest, imageTag } = image
  const { images } = await ports.ecr.batchGetImage(
    { repositoryName, imageIds: [{ imageDigest }] },
    { signal },
  )
  const stored = images?.[0]
  if (!stored) return
  const { imageManifest, imageManifestMediaType } = stored
  await unlessExists(
    ports.ecr.putImage(
      { repositoryName, imageManifest, imageManifestMediaType, imageTag, imageDigest },
      { signal },
    ),
  )
}

/** Takes the tag away; the image keeps the one that it was pushed under. */
async function letGo({ ports, signal }: Context, { repositoryName, imageTag }: StoredImage): Promise<void> {
  await ports.ecr.batchDeleteImage({ repositoryName, imageIds: [{ imageTag }] }, { signal })
}
