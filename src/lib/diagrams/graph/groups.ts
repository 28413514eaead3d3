import type { Manifest, Service } from '../../manifest/schema/manifest.ts'
import { type Tier, tierOf } from '../../resources/task-subnets.ts'
import type { Group, Node } from './model.ts'

export const cloud = 'cloud'

const labels = { public: 'Public subnets', private: 'Private subnets' } as const

/** The boxes that a manifest can have: AWS, its network, the network's tiers, and the cluster's part in each. */
export function allGroups({ region, network, cluster }: Manifest): Group[] {
  const vpc = network.existing ? `VPC ${network.existing.vpc}` : `VPC ${network.cidr}`
  const tier = (kind: Tier): Group[] => [
    { id: kind, kind, label: labels[kind], parent: 'vpc' },
    {
      id: clusterIn(kind),
      kind: 'cluster',
      label: `ECS cluster${cluster.existing ? ` ${cluster.existing}` : ''}, Fargate`,
      parent: kind,
    },
  ]
  return [
    { id: cloud, kind: 'cloud', label: `AWS ${region}`, parent: undefined },
    { id: 'vpc', kind: 'vpc', label: vpc, parent: cloud },
    ...tier('public'),
    ...tier('private'),
  ]
}

/** The box of a service's tasks. */
export function clusterOf(service: Service, { network }: Manifest): string {
  return clusterIn(tierOf(service, network))
}

export function clusterIn(tier: Tier): string {
  return `cluster-${tier}`
}

/** Only the boxes that hold something. */
export function usedGroups(groups: readonly Group[], nodes: readonly Node[]): Group[] {
  const used = new Set<string>()
  const byId = new Map(groups.map(group => [group.id, group]))
  for (const { group } of nodes)
    for (let id = group; id !== undefined; id = byId.get(id)!.parent) used.add(id)
  return groups.filter(({ id }) => used.has(id))
}
