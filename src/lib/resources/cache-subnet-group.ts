import type { CacheSubnetGroup } from '@aws-sdk/client-elasticache'
import { unlessExists, unlessMissing } from '../aws/index.ts'
import { refuseForeign } from './foreign.ts'
import { idIn, nameOf, tagList } from './names.ts'
import { changed, defineResource, type Run } from './resource.ts'
import { storeSubnetIds, subnet } from './subnet.ts'

export interface CacheSubnetGroupState {
  readonly name: string
  /** AWS's ids, sorted. */
  readonly subnets: readonly string[]
}

const deps = { subnet }
type Deps = typeof deps
const id = 'main'

/** Where caches live: the private subnets, or the public ones in a network that has no other. */
export const cacheSubnetGroup = defineResource<Record<never, never>, CacheSubnetGroupState, Deps>({
  kind: 'cache-subnet-group',
  stage: 'bootstrap',
  deps,

  desired: ({ caches }): Record<string, Record<never, never>> =>
    Object.values(caches).some(({ existing }) => existing === undefined) ? { [id]: {} } : {},

  async inspect(scope, { elasticache }): Promise<Record<string, CacheSubnetGroupState>> {
    const CacheSubnetGroupName = nameOf(scope, 'caches')
    const answer = await unlessMissing(elasticache.describeCacheSubnetGroups({ CacheSubnetGroupName }))
    const found = answer?.CacheSubnetGroups?.[0]
    if (!found) return {}
    const { TagList } = await elasticache.listTagsForResource({ ResourceName: found.ARN! })
    if (idIn(TagList, scope) !== id) return {}
    return { [id]: stateOf(found) }
  },

  diff: (_want, have, deps) => changed('subnets', have.subnets, storeSubnetIds(deps.subnet)),

  async ensure(_want, have, deps, run) {
    const SubnetIds = storeSubnetIds(deps.subnet)
    const { name, subnets } = have ?? (await create(SubnetIds, run))
    if (changed('subnets', subnets, SubnetIds).length > 0)
      await run.ports.elasticache.modifyCacheSubnetGroup({ CacheSubnetGroupName: name, SubnetIds })
    return { name, subnets: SubnetIds }
  },

  async remove({ name }, { ports }) {
    await unlessMissing(ports.elasticache.deleteCacheSubnetGroup({ CacheSubnetGroupName: name }))
  },

  identify: ({ name }) => name,
})

/** One of ours may stand already, after a crash. */
async function create(SubnetIds: string[], { scope, ports }: Run): Promise<CacheSubnetGroupState> {
  const CacheSubnetGroupName = nameOf(scope, 'caches')
  const made = await unlessExists(
    ports.elasticache.createCacheSubnetGroup({
      CacheSubnetGroupName,
      CacheSubnetGroupDescription: `Caches of ${scope.project} ${scope.environment}`,
      SubnetIds,
      Tags: tagList(scope, id),
    }),
  )
  if (made) return { name: CacheSubnetGroupName, subnets: SubnetIds }
  const { CacheSubnetGroups } = await ports.elasticache.describeCacheSubnetGroups({ CacheSubnetGroupName })
  const standing = CacheSubnetGroups![0]!
  const { TagList } = await ports.elasticache.listTagsForResource({ ResourceName: standing.ARN! })
  refuseForeign(TagList, scope, `Cache subnet group ${CacheSubnetGroupName}`)
  return stateOf(standing)
}

function stateOf({ CacheSubnetGroupName, Subnets = [] }: CacheSubnetGroup): CacheSubnetGroupState {
  const subnets = Subnets.map(({ SubnetIdentifier }) => SubnetIdentifier!).toSorted()
  return { name: CacheSubnetGroupName!, subnets }
}
