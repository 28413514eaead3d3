import { unlessExists, unlessMissing } from '../aws/index.ts'
import { refuseForeign } from './foreign.ts'
import { idIn, nameOf, tagList } from './names.ts'
import { changed, defineResource, type Run } from './resource.ts'
import { storeSubnetIds, subnet } from './subnet.ts'

export interface DatabaseSubnetGroupState {
  readonly name: string
  readonly arn: string
  /** AWS's ids, sorted. */
  readonly subnets: readonly string[]
}

const deps = { subnet }
type Deps = typeof deps
const id = 'main'

/** Where databases live: the private subnets, or the public ones in a network that has no other. */
export const databaseSubnetGroup = defineResource<Record<never, never>, DatabaseSubnetGroupState, Deps>({
  kind: 'database-subnet-group',
  stage: 'bootstrap',
  deps,

  standsOn: (_id, have, { subnet }) => ({
    subnet: subnet
      .entries()
      .filter(([, { subnetId }]) => have.subnets.includes(subnetId))
      .map(([one]) => one),
  }),

  desired: ({ databases }): Record<string, Record<never, never>> =>
    Object.values(databases).some(({ existing }) => existing === undefined) ? { [id]: {} } : {},

  async inspect(scope, { rds }): Promise<Record<string, DatabaseSubnetGroupState>> {
    const answer = await unlessMissing(
      rds.describeDBSubnetGroups({ DBSubnetGroupName: nameOf(scope, 'databases') }),
    )
    const found = answer?.DBSubnetGroups?.[0]
    if (!found) return {}
    const { TagList } = await rds.listTagsForResource({ ResourceName: found.DBSubnetGroupArn! })
    if (idIn(TagList, scope) !== id) return {}
    const subnets = (found.Subnets ?? []).map(({ SubnetIdentifier }) => SubnetIdentifier!).toSorted()
    return { [id]: { name: found.DBSubnetGroupName!, arn: found.DBSubnetGroupArn!, subnets } }
  },

  diff: (_want, have, deps) => changed('subnets', have.subnets, storeSubnetIds(deps.subnet)),

  async ensure(_want, have, deps, run) {
    const SubnetIds = storeSubnetIds(deps.subnet)
    const { name, arn } = have ?? (await create(SubnetIds, run))
    if (have) await run.ports.rds.modifyDBSubnetGroup({ DBSubnetGroupName: name, SubnetIds })
    return { name, arn, subnets: SubnetIds }
  },

  async remove({ name }, { ports }) {
    await unlessMissing(ports.rds.deleteDBSubnetGroup({ DBSubnetGroupName: name }))
  },

  identify: ({ name }) => name,
})

async function create(SubnetIds: string[], { scope, ports: { rds } }: Run) {
  const name = nameOf(scope, 'databases')
  const made = await unlessExists(
    rds.createDBSubnetGroup({
      DBSubnetGroupName: name,
      DBSubnetGroupDescription: `Databases of ${scope.project} ${scope.environment}`,
      SubnetIds,
      Tags: tagList(scope, id),
    }),
  )
  if (made) return { name, arn: made.DBSubnetGroup!.DBSubnetGroupArn! }
  const standing = await rds.describeDBSubnetGroups({ DBSubnetGroupName: name })
  const arn = standing.DBSubnetGroups![0]!.DBSubnetGroupArn!
  const { TagList } = await rds.listTagsForResource({ ResourceName: arn })
  refuseForeign(TagList, scope, `Database subnet group ${name}`)
  await rds.modifyDBSubnetGroup({ DBSubnetGroupName: name, SubnetIds })
  return { name, arn }
}
