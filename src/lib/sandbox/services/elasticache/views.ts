import type { CacheCluster, ReplicationGroup } from '@aws-sdk/client-elasticache'
import type { GroupRecord } from './tables.ts'

/** A replication group as DescribeReplicationGroups shows it: its nodes' names are known once it stands. */
export function shown(group: GroupRecord): ReplicationGroup {
  const { id, status, nodes, port } = group
  const endpoint = (name: string) => ({ Address: `${name}.${domainOf(group)}`, Port: port })
  const hasEndpoints = status !== 'creating'
  return {
    ReplicationGroupId: id,
    ARN: group.arn,
    Description: group.description,
    Status: status,
    PendingModifiedValues: {},
    MemberClusters: nodes.map(({ clusterId }) => clusterId),
    AutomaticFailover: group.automaticFailover ? 'enabled' : 'disabled',
    MultiAZ: group.multiZone ? 'enabled' : 'disabled',
    ClusterEnabled: false,
    ClusterMode: 'disabled',
    CacheNodeType: group.class,
    Engine: group.engine,
    AuthTokenEnabled: group.hasAuthToken,
    TransitEncryptionEnabled: group.encryptedInTransit,
    ...(group.encryptedInTransit && { TransitEncryptionMode: 'required' }),
    AtRestEncryptionEnabled: group.encryptedAtRest,
    SnapshotRetentionLimit: 0,
    AutoMinorVersionUpgrade: true,
    DataTiering: 'disabled',
    NetworkType: 'ipv4',
    IpDiscovery: 'ipv4',
    ReplicationGroupCreateTime: group.createdAt,
    ...(hasEndpoints && {
      NodeGroups: [
        {
          NodeGroupId: '0001',
          Status: status,
          PrimaryEndpoint: endpoint(`master.${id}`),
          ReaderEndpoint: endpoint(`replica.${id}`),
          NodeGroupMembers: nodes.map(({ clusterId, zone }, index) => ({
            CacheClusterId: clusterId,
            CacheNodeId: '0001',
            PreferredAvailabilityZone: zone,
            CurrentRole: index === 0 ? 'primary' : 'replica',
            ReadEndpoint: endpoint(`${clusterId}.${id}`),
          })),
        },
      ],
    }),
  }
}

/** Its nodes as DescribeCacheClusters shows them. */
export function clustersOf(group: GroupRecord): CacheCluster[] {
  return group.nodes.map(({ clusterId, zone }) => ({
    CacheClusterId: clusterId,
    ReplicationGroupId: group.id,
    CacheClusterStatus: group.status,
    CacheNodeType: group.class,
    Engine: group.engine,
    EngineVersion: group.version,
    NumCacheNodes: 1,
    PreferredAvailabilityZone: zone,
    CacheClusterCreateTime: group.createdAt,
    CacheSubnetGroupName: group.subnetGroup,
    SecurityGroups: group.securityGroupIds.map(SecurityGroupId => ({ SecurityGroupId, Status: 'active' })),
    AuthTokenEnabled: group.hasAuthToken,
    TransitEncryptionEnabled: group.encryptedInTransit,
    AtRestEncryptionEnabled: group.encryptedAtRest,
    ARN: group.arn.replace(/replicationgroup:.*/, `cluster:${clusterId}`),
  }))
}

/** `a1b2c3.euw1.cache.amazonaws.com`: a part of AWS's own making, and the region in short. */
function domainOf({ token, arn }: GroupRecord): string {
  const [area = '', side = '', number = ''] = arn.split(':')[3]!.split('-')
  return `${token}.${area}${side[0]}${number}.cache.amazonaws.com`
}
